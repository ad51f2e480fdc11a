import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server that knows nothing but one config bundle: what the client makes of it is the client's own verdict. */
export async function startBundleServer(bundle: unknown): Promise<{ chatgptBaseUrl: string; close(): Promise<void> }> {
  const server = createServer((request, answer) => {
    const found = request.url?.startsWith('/backend-api/wham/config/bundle') ?? false
    answer.writeHead(found ? 200 : 404, { 'content-type': 'application/json' })
    answer.end(JSON.stringify(found ? bundle : { error: { message: 'not here' } }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // listening on TCP
  return {
    chatgptBaseUrl: `http://127.0.0.1:${port}/backend-api`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
