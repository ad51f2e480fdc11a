import type { FastifyInstance } from 'fastify'
import { sendBytes, sendError } from './backend-dialect.ts'

/** The largest batch of client events that is taken before the connection is told to stop, in bytes. */
const largestBatch = 1024 * 1024

/** What the client asks for that this server has no use for: small, clear, and never a reason to refresh or to retry. */
export function quietRoutes(scope: FastifyInstance): void {
  scope.register(async (events) => {
    // Read to the end and dropped unparsed; nothing is kept of what a client tells about its user.
    events.removeAllContentTypeParsers()
    events.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: largestBatch }, (_request, _body, done) => done(null))
    for (const url of ['/backend-api/codex/analytics-events/events', '/codex/analytics-events/events']) {
      events.post(url, async (_request, reply) => sendBytes(reply.status(202), '{}'))
    }
  })

  scope.all('/backend-api/*', async (_request, reply) =>
    sendError(reply, 404, 'not_found', 'This server has nothing at this address.'),
  )
  scope.all('/api/codex/*', async (_request, reply) =>
    sendError(reply, 404, 'not_found', 'This server has nothing at this address.'),
  )
  scope.all('/.well-known/*', async (_request, reply) =>
    sendError(reply, 404, 'not_found', 'This server has nothing at this address.'),
  )
}
