import type { FastifyReply, FastifyRequest } from 'fastify'
import type { BoundRoutes } from '../../../platform/http/index.ts'
import type { GatewayApp } from '../gateway.ts'
import { answerCall } from './answer-call.ts'
import { answerModels } from './models.ts'
import { errorBody } from './refusals.ts'

/** Where clients find the Responses API: the built-in provider's path, and the one that the delivered provider names. */
const prefixes = ['/backend-api/codex', '/v1']
/** `/compact` is the Responses API's own: it shortens a thread. */
const suffixes = ['', '/compact']

/** How long calls that run may go on when the server stops, in milliseconds. */
const graceMs = 10_000

/** The Responses API for clients, in OpenAI's dialect. Bodies are read here, not by the server's parsers: they are larger, packed, and pass through. */
export const modelProxy: BoundRoutes<GatewayApp> = (server, app) => {
  server.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
    for (const prefix of prefixes) {
      for (const suffix of suffixes) {
        scope.post(`${prefix}/responses${suffix}`, async (request, reply) => {
          await answerCall(app, request, reply, suffix)
          return reply
        })
      }
      scope.get(`${prefix}/responses`, upgradeOrNothing)
      scope.get(`${prefix}/models`, (request, reply) => answerModels(app, request, reply))
      scope.all(`${prefix}/responses/*`, nothingHere)
      scope.all(`${prefix}/models/*`, nothingHere)
    }
  })
  server.addHook('preClose', () => endRunning(app))
}

/** The client tries a websocket first; 426 sends it to POST at once and without a word (seen with 0.169.0). */
function upgradeOrNothing(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (!request.headers.upgrade) return nothingHere(request, reply)
  const message = 'There is no websocket here: send the request by POST.'
  return answer(reply, 426, { message, type: 'invalid_request_error', code: 'websocket_not_supported' })
}

function nothingHere(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const message = `There is nothing at ${request.method} ${request.url.split('?')[0]}.`
  return answer(reply, 404, { message, type: 'invalid_request_error', code: 'not_found' })
}

const answer = (reply: FastifyReply, status: number, error: Parameters<typeof errorBody>[0]): FastifyReply =>
  reply.status(status).type('application/json; charset=utf-8').send(errorBody(error))

/** Lets running calls finish for a while; those that do not are ended with an event that makes the client ask again. */
async function endRunning({ gateway }: GatewayApp): Promise<void> {
  const until = performance.now() + graceMs
  while (gateway.running.size > 0 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 50))
  for (const stop of gateway.running) stop('Bailiwick is restarting. The client asks again by itself.')
}
