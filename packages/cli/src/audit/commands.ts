import { createReadStream, createWriteStream } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { pipeline } from 'node:stream/promises'
import { auditRoutes } from '@bailiwick/contracts'
import { CannotRun, type Connection, type ConnectionOptions, readConnection } from '../code/api.ts'
import { type Verdict, verifyExport } from './verify.ts'

export interface VerifyOptions {
  head?: string
  expectCount?: string
  json?: boolean
}

export interface ExportOptions extends ConnectionOptions {
  out?: string
  format?: string
  fromPosition?: string
  toPosition?: string
  from?: string
  to?: string
}

/** Exit codes: 0 intact, 1 broken, 2 unreadable. */
export async function verifyFile(file: string, { head, expectCount, json }: VerifyOptions): Promise<void> {
  const input = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 1024 * 1024 })
  const count = expectCount === undefined ? undefined : Number(expectCount)
  const verdict: Verdict =
    count !== undefined && !Number.isInteger(count)
      ? { verdict: 'unreadable', because: `--expect-count: “${expectCount}” is not a number` }
      : await verifyExport(input, { head, count })
  process.stdout.write(json ? `${JSON.stringify(verdict)}\n` : say(verdict, head !== undefined))
  process.exitCode = { intact: 0, broken: 1, unreadable: 2 }[verdict.verdict]
}

function say(it: Verdict, headGiven: boolean): string {
  if (it.verdict === 'unreadable') return `Unreadable: ${it.because}.\n`
  if (it.verdict === 'broken') {
    const place = it.position === null ? `line ${it.line}` : `line ${it.line}, position ${it.position}`
    return `BROKEN at ${place}: ${it.because}.\nWhat comes before this line holds; what comes after was not looked at.\n`
  }
  const { count, from, to, head, workspace_id } = it.header
  const notShown = [
    ...(headGiven
      ? []
      : [
          'whether the end was cut, or everything written anew by somebody who can compute hashes: give --head with a hash that you kept elsewhere',
        ]),
    ...(from > 1 ? [`anything before position ${from}: compare its \`previous\` with an earlier export`] : []),
    ...(it.erased > 0
      ? [`what ${it.erased} erased payload(s) said; that something was erased is shown, by whom is a fact of its own`]
      : []),
    'whether what was recorded is true, and what never became a fact',
  ]
  return [
    `Intact: ${count} fact(s) of workspace ${workspace_id}${count > 0 ? `, positions ${from} to ${to}` : ''}.`,
    `Head: ${head}`,
    'This does not show:',
    ...notShown.map((line) => `  - ${line}`),
    '',
  ].join('\n')
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
  const url = new URL(
    auditRoutes.export.get.replace(':workspaceId', encodeURIComponent(connection.workspaceId)),
    connection.server,
  )
  for (const key of ['format', 'fromPosition', 'toPosition', 'from', 'to'] as const) {
    const value = options[key]
    if (value !== undefined) url.searchParams.set(key, value)
  }
  const answer = await ask(connection, url)
  if (answer.statusCode !== 200) {
    const text = (await Array.fromAsync(answer)).join('')
    process.stderr.write(`${text.slice(0, 2_000) || `${url.origin} answered ${answer.statusCode}`}\n`)
    return 1
  }
  await pipeline(answer, options.out === undefined ? process.stdout : createWriteStream(options.out, { mode: 0o600 }))
  return 0
}

function ask({ key, ca }: Connection, url: URL) {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  const { promise, resolve, reject } = Promise.withResolvers<import('node:http').IncomingMessage>()
  const request = send(url, { headers: { authorization: `Bearer ${key}` }, ...(ca !== undefined && { ca }) }, resolve)
  request.on('error', (error) => reject(new CannotRun(`${url.origin} does not answer: ${error.message}`)))
  request.end()
  return promise
}
