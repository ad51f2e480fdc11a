import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { sendBytes, sendError } from './backend-dialect.ts'

const path = '/backend-api/ps/mcp'
/** JSON-RPC's code for a method that is not there. */
const methodNotFound = -32_601

const Message = z.object({
  id: z.union([z.string().max(100), z.number()]).optional(),
  method: z.string().max(100),
  params: z.object({ protocolVersion: z.string().max(20).optional() }).optional(),
})

/**
 * The vendor's connectors, as an MCP server (2025-06-18, streamable HTTP) that offers nothing. The client asks for it at every start,
 * without its bearer; told that nothing is there it writes two error lines on the person's screen (0.169.0).
 */
export function connectorRoutes(scope: FastifyInstance): void {
  scope.post(path, async (request, reply) => {
    const message = Message.safeParse(request.body)
    if (!message.success) return sendError(reply, 400, 'request.invalid', 'Send one JSON-RPC message.')
    const { id, method, params } = message.data
    if (id === undefined) return reply.status(202).send()
    const answer = answerTo(method, params?.protocolVersion)
    return sendBytes(reply, JSON.stringify({ jsonrpc: '2.0', id, ...answer }))
  })

  // No stream of the server's own, and no session to end.
  scope.route({
    method: ['GET', 'DELETE'],
    url: path,
    handler: async (_request, reply) =>
      sendError(reply.header('allow', 'POST'), 405, 'not_found', 'There is nothing but POST at this address.'),
  })
}

function answerTo(method: string, protocolVersion = '2025-06-18'): object {
  switch (method) {
    case 'initialize':
      return { result: { protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'bailiwick', version: '1' } } }
    case 'tools/list':
      return { result: { tools: [] } }
    case 'ping':
      return { result: {} }
    default:
      return { error: { code: methodNotFound, message: `There is no method ${method} here.` } }
  }
}
