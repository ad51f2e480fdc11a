import { request as ask, createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'

/** One exchange that passed the tap. */
export interface Passed {
  method: string
  path: string
  /** 0 while there is no answer, or when it was never sent on. */
  status: number
  headers: Record<string, string | string[] | undefined>
}

/** A proxy before the server, which counts what clients ask. */
export interface Tap {
  url: string
  passed: Passed[]
  /** `POST /path` of everything since a mark of `passed.length`. */
  since(mark: number): string[]
  /** How many since the mark are model calls. */
  modelCalls(mark: number): number
  close(): Promise<void>
}

/**
 * Passes everything on to a port of this machine. Streams stay streams; an end that hangs up ends the other.
 * @param tls makes it a company's TLS proxy, which speaks plain HTTP to the server behind it
 */
export async function startTap(port: number, targetPort: number, tls?: { certPem: string; keyPem: string }): Promise<Tap> {
  const passed: Passed[] = []
  const scheme = tls ? 'https' : 'http'
  const pass: RequestListener = (near, answer) => {
    const path = near.url?.split('?')[0] ?? ''
    const entry: Passed = { method: near.method ?? '', path, status: 0, headers: near.headers }
    passed.push(entry)
    const headers = { ...near.headers, 'x-forwarded-for': near.socket.remoteAddress ?? '', 'x-forwarded-proto': scheme }
    const far = ask({ host: '127.0.0.1', port: targetPort, method: near.method, path: near.url, headers }, (reply) => {
      entry.status = reply.statusCode ?? 0
      answer.writeHead(entry.status, reply.headers)
      answer.flushHeaders()
      reply.pipe(answer)
      reply.on('error', () => answer.destroy())
    })
    far.on('error', () => answer.destroy())
    answer.on('close', () => far.destroy())
    near.pipe(far)
  }
  const server = tls ? createTlsServer({ cert: tls.certPem, key: tls.keyPem }, pass) : createServer(pass)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const since = (mark: number) => passed.slice(mark).map((it) => `${it.method} ${it.path}`)
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    passed,
    since,
    modelCalls: (mark) => since(mark).filter((it) => it === 'POST /backend-api/codex/responses').length,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
