import { connect, type Socket } from 'node:net'
import { createSecureContext, connect as secure } from 'node:tls'

const headEnd = Buffer.from('\r\n\r\n')

/** One answer: its status, and when its first body byte came, in milliseconds after the request was written. */
export interface Measured {
  status: number
  firstByteMs: number
  totalMs: number
}

/**
 * A client that does next to nothing, so that it does not become what is measured: it writes prepared bytes, and of an answer it reads
 * only where it ends (content-length or chunked).
 */
export class RawClient {
  readonly #port: number
  readonly #fresh: boolean
  readonly #trusted: ReturnType<typeof createSecureContext> | undefined
  #socket: Socket | undefined
  #onData: (chunk: Buffer) => void = () => undefined
  #onEnd: (error: Error) => void = () => undefined

  /** @param fresh a new connection for each request, as the stock client does it; with TLS a whole handshake each */
  constructor(port: number, fresh: boolean, ca?: string) {
    this.#port = port
    this.#fresh = fresh
    this.#trusted = ca === undefined ? undefined : createSecureContext({ ca })
  }

  async send(bytes: Buffer): Promise<Measured> {
    const startedAt = performance.now()
    const socket = this.#socket ?? (await this.#open())
    const measured = await new Promise<Measured>((resolve, reject) => {
      let seen: Buffer = Buffer.alloc(0)
      let left = -1
      let chunked = false
      let status = 0
      let firstByteMs = 0
      let tail = ''
      this.#onEnd = reject
      this.#onData = (chunk) => {
        let body = chunk
        if (status === 0) {
          seen = seen.length ? Buffer.concat([seen, chunk]) : chunk
          const end = seen.indexOf(headEnd)
          if (end < 0) return
          const head = seen.toString('latin1', 0, end)
          status = Number(head.slice(9, 12))
          const length = /content-length: (\d+)/i.exec(head)?.[1]
          chunked = length === undefined
          left = Number(length ?? 0)
          body = seen.subarray(end + 4)
        }
        if (body.length > 0 && firstByteMs === 0) firstByteMs = performance.now() - startedAt
        left -= body.length
        if (chunked) tail = (tail + body.toString('latin1', Math.max(0, body.length - 5))).slice(-5)
        if (chunked ? tail === '0\r\n\r\n' : left <= 0) resolve({ status, firstByteMs, totalMs: performance.now() - startedAt })
      }
      socket.write(bytes)
    })
    if (this.#fresh) this.close()
    return measured
  }

  close(): void {
    this.#onEnd = () => undefined
    this.#socket?.destroy()
    this.#socket = undefined
  }

  #open(): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const to = { port: this.#port, host: '127.0.0.1', noDelay: true }
      const secureContext = this.#trusted
      const ready = () => resolve(socket)
      const socket: Socket = secureContext ? secure({ ...to, secureContext }, ready) : connect(to, ready)
      this.#socket = socket
      socket.on('data', (chunk) => this.#onData(chunk))
      socket.on('error', (error) => {
        reject(error)
        this.#onEnd(error)
      })
      socket.on('close', () => {
        if (this.#socket === socket) this.#socket = undefined
        this.#onEnd(new Error('the server closed the connection'))
      })
    })
  }
}
