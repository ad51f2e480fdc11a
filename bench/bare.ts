import { Agent, createServer, type RequestListener, request } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { serveParent } from './child.ts'

/**
 * Bare node:http, in three parts: sends given bytes to everybody; plays a model; hands a model's answers through. Each is the least that
 * moves the same bytes. With a certificate it speaks TLS.
 */
const [role, argument = '', certificate = ''] = process.argv.slice(2)
const body = Buffer.from(argument, 'base64')

const stream = Buffer.from(
  [
    { type: 'response.created', response: { id: 'r1' } },
    ...Array.from({ length: 20 }, (_, n) => ({ type: 'response.output_text.delta', output_index: 0, delta: `word ${n} ` })),
    {
      type: 'response.completed',
      response: { id: 'r1', usage: { input_tokens: 15_000, output_tokens: 40, total_tokens: 15_040 } },
    },
  ]
    .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
    .join(''),
)
const agent = new Agent({ keepAlive: true, maxSockets: 1_000 })

const answer: RequestListener = (req, res) => {
  if (role === 'bytes') {
    res.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length })
    res.end(body)
  } else if (role === 'model') {
    req.on('end', () => {
      res.writeHead(200, { 'content-type': 'text/event-stream' })
      res.end(stream)
    })
    req.resume()
  } else {
    const { authorization: _, host: __, ...headers } = req.headers
    const call = request({ port: Number(argument), method: 'POST', path: '/v1/responses', headers, agent }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(res)
    })
    req.pipe(call)
  }
}
const tls: { cert: string; key: string } | undefined = certificate ? JSON.parse(certificate) : undefined
const server = tls ? createTlsServer(tls, answer) : createServer(answer)
server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () => {
  const { port } = server.address() as AddressInfo // listening on TCP
  serveParent({ port }, async () => server.closeAllConnections())
})
