import type { FastifyReply, FastifyRequest } from 'fastify'
import { authenticateClient, presentedBy } from '../../codex/issuer/index.ts'
import type { GatewayApp } from '../gateway.ts'
import { offeredModels } from '../upstreams/pick-upstream.ts'
import { catalogue } from './catalogue.ts'
import { errorBody, notSignedIn } from './refusals.ts'

/**
 * The models a member may name. `models` is the Codex client's list, `data` the one of OpenAI's API for programs. The list is an offer; what
 * is not on it is refused when it is asked for.
 */
export async function answerModels(app: GatewayApp, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const caller = await authenticateClient(app, presentedBy(request))
  reply.header('cache-control', 'no-store').type('application/json; charset=utf-8')
  if (caller === undefined || caller === 'expired') return reply.status(401).send(errorBody(notSignedIn(caller)))
  const upstreams = app.gateway.upstreams.of(caller.workspace.id)
  const names = offeredModels(upstreams)
  const data = names.map((id) => ({ id, object: 'model', created: 0, owned_by: 'bailiwick' }))
  return reply.send(JSON.stringify({ object: 'list', data, models: catalogue(upstreams) }))
}
