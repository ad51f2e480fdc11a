import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import type { Dispatcher, Pool } from 'undici'
import { toClientHeaders } from './headers.ts'
import { failedEvent } from './refusals.ts'
import type { UpstreamAnswer } from './upstream-refusals.ts'
import { noUsage, type Usage } from './usage.ts'
import { collectUsage } from './usage-collector.ts'
import { type Ending, scanUsage, type UsageScanner } from './usage-scanner.ts'

export interface Forwarded {
  pool: Pool
  path: string
  headers: Record<string, string>
  body: Buffer
  client: ServerResponse
  /** Called when the upstream answers with success, before anything is written: from here on the answer is ours to write. */
  begin(): void
  /** What the client reads when the upstream breaks off. */
  brokenOff: string
  /** Takes a function that ends the call with a sentence; called when the server stops. */
  running: Set<(why: string) => void>
}

/** How a call to an upstream ended. */
export type End =
  | {
      kind: 'streamed'
      status: number
      ending: Ending | undefined
      broken: boolean
      cancelled: boolean
      usage: Usage
      firstByteMs: number | null
    }
  | ({ kind: 'refused' } & UpstreamAnswer)
  | { kind: 'unreachable'; error: Error }
  | { kind: 'stopped'; why: string }
  | { kind: 'cancelled' }

/** Of an error's body, this much is read. */
const maxErrorText = 64 * 1024

const hungUp = new Error('the client hung up')
const enough = new Error('enough of the error was read')

/**
 * Sends a call to an upstream and lets the answer through as it comes, byte for byte: each chunk is written when it arrives, a client that
 * reads slowly slows the upstream down, a client that hangs up ends the upstream's work at once, also before it has begun to answer. An
 * event stream that breaks off gets a last event that says so. Resolves when both sides are done; never rejects.
 */
export function forward(call: Forwarded): Promise<End> {
  const { client } = call
  const startedAt = performance.now()
  return new Promise((resolve) => {
    let controller: Dispatcher.DispatchController | undefined
    let cancelled = false
    let stopped: string | undefined
    let status = 0
    let streaming = false
    let answered: IncomingHttpHeaders = {}
    let scanner: UsageScanner | undefined
    let events = false
    let wrote = false
    let firstByteMs: number | null = null
    const errorParts: Buffer[] = []
    let errorSize = 0

    function stop(why: string): void {
      stopped = why
      controller?.abort(new Error(why))
    }
    function onClientGone(): void {
      if (client.writableFinished) return
      cancelled = true
      if (controller) controller.abort(hungUp)
      else settle({ kind: 'cancelled' })
    }
    function settle(end: End): void {
      client.off('close', onClientGone)
      call.running.delete(stop)
      resolve(end)
    }
    function settleStream(broken: boolean): void {
      const ending = scanner?.ending()
      const usage = scanner?.usage() ?? noUsage
      settle({ kind: 'streamed', status, ending, broken, cancelled, usage, firstByteMs })
    }

    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(it) {
        controller = it
        if (cancelled) it.abort(hungUp)
        else if (stopped) it.abort(new Error(stopped))
      },
      onResponseStart(_, statusCode, headers) {
        if (statusCode < 200) return
        status = statusCode
        answered = headers
        if (statusCode >= 300 || cancelled) return
        streaming = true
        events = String(headers['content-type']).includes('text/event-stream')
        const plain = headers['content-encoding'] === undefined || headers['content-encoding'] === 'identity'
        scanner = plain ? (events ? scanUsage() : collectUsage()) : undefined
        call.begin()
        client.writeHead(statusCode, toClientHeaders(headers))
        // Head and first bytes mostly arrive together and leave in one packet; a head alone does not wait for them.
        queueMicrotask(() => {
          if (!wrote) client.flushHeaders()
        })
      },
      onResponseData(it, chunk) {
        if (!streaming) {
          errorParts.push(chunk)
          errorSize += chunk.length
          if (errorSize > maxErrorText) it.abort(enough)
          return
        }
        firstByteMs ??= performance.now() - startedAt
        wrote = true
        if (!client.write(chunk) && !it.paused) {
          it.pause()
          client.once('drain', () => it.resume())
        }
        scanner?.scan(chunk)
      },
      onResponseEnd() {
        if (!streaming) return settle({ kind: 'refused', status, headers: answered, text: textOf(errorParts) })
        const broken = events && scanner !== undefined && scanner.ending() === undefined
        if (broken) client.end(`\n\n${failedEvent(call.brokenOff, 'retry')}`)
        else client.end()
        settleStream(broken)
      },
      onResponseError(_, error) {
        if (streaming) {
          if (cancelled) return settleStream(false)
          if (events && scanner) client.end(`\n\n${failedEvent(stopped ?? call.brokenOff, 'retry')}`)
          else client.destroy()
          return settleStream(true)
        }
        if (cancelled) return settle({ kind: 'cancelled' })
        if (stopped) return settle({ kind: 'stopped', why: stopped })
        if (status >= 300) return settle({ kind: 'refused', status, headers: answered, text: textOf(errorParts) })
        settle({ kind: 'unreachable', error })
      },
    }

    call.running.add(stop)
    client.once('close', onClientGone)
    if (client.destroyed || client.socket?.destroyed) return onClientGone()
    call.pool.dispatch({ path: call.path, method: 'POST', headers: call.headers, body: call.body }, handler)
  })
}

const textOf = (parts: Buffer[]): string => Buffer.concat(parts).toString('utf8').slice(0, maxErrorText)
