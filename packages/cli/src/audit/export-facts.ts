import { createWriteStream, existsSync } from 'node:fs'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { pipeline } from 'node:stream/promises'
import { auditRoutes, ExportHeader, type ProblemBody } from '@bailiwick/contracts'
import { CannotRun, type Connection, type ConnectionOptions, readConnection } from '../code/api.ts'
import { sayProblem } from '../code/say-plan.ts'

export interface ExportOptions extends ConnectionOptions {
  out?: string
  force?: boolean
  format?: string
  fromPosition?: string
  toPosition?: string
  from?: string
  to?: string
}

/** Writes an export to a file or to standard output, as it comes. Exit codes: 0 done, 1 refused, 2 it could not run. */
export async function exportFacts(options: ExportOptions): Promise<void> {
  try {
    process.exitCode = await download(readConnection(options, process.env), options)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 2
  }
}

async function download(connection: Connection, options: ExportOptions): Promise<number> {
  const { out } = options
  // Asked before the server is: it records an export before the first line leaves.
  if (out !== undefined && !options.force && existsSync(out)) {
    throw new CannotRun(`${out} is there already. Choose another name, or write over it with --force.`)
  }
  const answer = await ask(connection, addressOf(connection, options))
  if (answer.statusCode !== 200) return refused(connection, answer)
  const first: Buffer[] = []
  const target = out === undefined ? process.stdout : createWriteStream(out, { mode: 0o600, flags: options.force ? 'w' : 'wx' })
  await pipeline(answer, (parts) => keepFirstLine(parts, first), target)
  const text = `${saySuccess(options, Buffer.concat(first).toString('utf8'))}\n`
  if (out === undefined) process.stderr.write(text)
  else process.stdout.write(text)
  return 0
}

function addressOf(connection: Connection, options: ExportOptions): URL {
  const path = auditRoutes.export.get.replace(':workspaceId', encodeURIComponent(connection.workspaceId))
  const url = new URL(path, connection.server)
  for (const key of ['format', 'fromPosition', 'toPosition', 'from', 'to'] as const) {
    const value = options[key]
    if (value !== undefined) url.searchParams.set(key, value)
  }
  return url
}

/** Hands everything on, and keeps what comes before the first line feed. */
async function* keepFirstLine(parts: AsyncIterable<Buffer>, kept: Buffer[]) {
  let ended = false
  for await (const part of parts) {
    const end = part.indexOf(0x0a)
    if (!ended) kept.push(end < 0 ? part : part.subarray(0, end))
    ended ||= end >= 0
    yield part
  }
}

function saySuccess({ format, out }: ExportOptions, first: string): string {
  const file = out ?? 'standard output'
  if (format === 'csv')
    return `Wrote ${file}, to read. CSV proves nothing; leave out --format for an export that can be verified.`
  const header = readHeader(first)
  if (!header) throw new CannotRun(`What was written to ${file} is no export of facts. Is the address right?`)
  const { count, from, to, head } = header
  if (count === 0) return `Wrote ${file}: no fact stands in this range, so the export proves nothing.`
  const verify = `bailiwick audit verify ${quote(out ?? '-')} --head ${head} --head-position ${to}`
  return [
    `Wrote ${file}: ${count} fact(s), positions ${from} to ${to}.`,
    `Head: ${head}`,
    'Keep the head elsewhere: every later chain must contain it. On another machine:',
    `  ${verify}`,
  ].join('\n')
}

function readHeader(line: string): ExportHeader | undefined {
  try {
    return ExportHeader.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}

const quote = (path: string) => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`)

async function refused({ server }: Connection, answer: IncomingMessage): Promise<number> {
  const text = Buffer.concat(await Array.fromAsync(answer)).toString('utf8')
  const problem = readProblem(text)
  if (!problem) {
    throw new CannotRun(`${server.origin} answered ${answer.statusCode}, and not as Bailiwick does. Is the address right?`)
  }
  process.stderr.write(`${sayProblem(problem)}\n`)
  return 1
}

function readProblem(text: string): ProblemBody | undefined {
  try {
    const answer: unknown = JSON.parse(text)
    if (typeof answer === 'object' && answer !== null && 'code' in answer) return answer as ProblemBody // problem+json
  } catch {}
  return undefined
}

function ask({ key, ca }: Connection, url: URL) {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const request = send(url, { headers: { authorization: `Bearer ${key}` }, ...(ca !== undefined && { ca }) }, resolve)
  request.on('error', (error) => reject(new CannotRun(`${url.origin} does not answer: ${error.message}`)))
  request.end()
  return promise
}
