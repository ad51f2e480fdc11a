import { readFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { addressOf, type BodyIn, type ProblemBody, type ReturnsOf, type RouteContract } from '@bailiwick/contracts'

/** Where the server is, and by which key of which workspace it is asked. */
export interface Connection {
  server: URL
  workspaceId: string
  key: string
  /** PEM of a private authority. */
  ca: string | undefined
}

export interface ConnectionOptions {
  server?: string
  workspace?: string
  keyFile?: string
  ca?: string
}

/** What keeps a command from running at all; it ends with exit code 2. */
export class CannotRun extends Error {}

/** Reads the connection from flags, else from BAILIWICK_SERVER, BAILIWICK_WORKSPACE and BAILIWICK_KEY. A key is never a flag: those are seen by others. */
export function readConnection(options: ConnectionOptions, env: NodeJS.ProcessEnv): Connection {
  const server = options.server ?? env.BAILIWICK_SERVER
  const workspaceId = options.workspace ?? env.BAILIWICK_WORKSPACE
  const key = options.keyFile ? readText(options.keyFile) : env.BAILIWICK_KEY
  if (!server) throw new CannotRun('Name the server: --server https://…, or BAILIWICK_SERVER.')
  if (!workspaceId) throw new CannotRun('Name the workspace by its id: --workspace …, or BAILIWICK_WORKSPACE.')
  if (!key) throw new CannotRun('Give an admin key: in BAILIWICK_KEY, or in a file named by --key-file.')
  if (!URL.canParse(server)) throw new CannotRun(`“${server}” is not an address.`)
  const url = new URL(server)
  const loopback = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback)) {
    throw new CannotRun('The server must be https: the key would be readable on the way. Plain http is for this machine alone.')
  }
  return { server: url, workspaceId, key: key.trim(), ca: options.ca ? readText(options.ca) : undefined }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new CannotRun(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

export type Answer<T> = { ok: true; body: T } | { ok: false; problem: ProblemBody }

/** Calls a route of the admin API below the workspace. Throws `CannotRun` when nobody answers or what answers is no Bailiwick. */
export async function call<const R extends RouteContract>(
  connection: Connection,
  route: R,
  body?: BodyIn<R>,
): Promise<Answer<ReturnsOf<R>>> {
  const { method, path } = addressOf(route)
  const url = new URL(path.replace(':workspaceId', encodeURIComponent(connection.workspaceId)), connection.server)
  const { status, text } = await exchange(connection, method, url, body === undefined ? undefined : JSON.stringify(body))
  const answer = parse(text)
  if (status < 400 && answer !== undefined) return { ok: true, body: answer as ReturnsOf<R> } // the server checks its answers
  if (typeof answer === 'object' && answer !== null && 'code' in answer) return { ok: false, problem: answer as ProblemBody } // problem+json
  throw new CannotRun(`${url.origin} answered ${status}, and not as Bailiwick does. Is the address right?`)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function exchange({ key, ca }: Connection, method: string, url: URL, body: string | undefined) {
  const headers = { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }) }
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const request = send(url, { method, headers, ...(ca !== undefined && { ca }), timeout: 120_000 }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }))
      answer.on('error', reject)
    })
    request.on('timeout', () => request.destroy(new Error('no answer within two minutes')))
    request.on('error', (error) => reject(new CannotRun(`${url.origin} does not answer: ${error.message}`)))
    request.end(body)
  })
}
