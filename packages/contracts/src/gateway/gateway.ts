import { z } from 'zod'
import { Name, PageQuery, PersonRef, page, Time, ws } from '../common.ts'
import { defineRoutes } from '../route.ts'

const ModelName = z.string().trim().min(1).max(200)

export const Upstream = z.strictObject({
  id: z.string(),
  name: z.string(),
  baseUrl: z.string().describe('`/responses` is appended'),
  models: z.array(z.string()).describe('Model names sent to this upstream, in the order offered to clients'),
  enabled: z.boolean(),
  keyHint: z.string().nullable().describe('The last characters of the sealed key'),
  createdAt: Time,
  health: z.strictObject({ lastSuccessAt: Time.nullable(), lastFailureAt: Time.nullable(), lastFailure: z.string().nullable() }),
})
export type Upstream = z.infer<typeof Upstream>

export const NewUpstream = z.strictObject({
  name: Name,
  baseUrl: z.string().trim().max(500),
  key: z.string().trim().max(4000).nullable().describe('Sealed at once and never shown; null for an upstream without a key'),
  models: z.array(ModelName).min(1, 'name at least one').max(100),
  enabled: z.boolean().default(true),
})

export const turnOutcomes = ['completed', 'refused', 'upstream_error', 'cancelled', 'no_upstream'] as const
export const Turn = z.strictObject({
  id: z.string(),
  at: Time,
  person: PersonRef.nullable(),
  model: z.string(),
  upstream: z.string().nullable(),
  outcome: z.enum(turnOutcomes),
  status: z.number().int(),
  inputTokens: z.number().int(),
  cachedTokens: z.number().int(),
  outputTokens: z.number().int(),
  reasoningTokens: z.number().int(),
  firstByteMs: z.number().nullable(),
  durationMs: z.number(),
  client: z.string().describe('The user-agent, shortened'),
})
export type Turn = z.infer<typeof Turn>

export const gatewayRoutes = defineRoutes({
  list: {
    get: `${ws}/upstreams`,
    summary: 'Model upstreams, in the order they are asked',
    needs: 'gateway.read',
    returns: z.array(Upstream),
  },
  create: {
    post: `${ws}/upstreams`,
    summary: 'Add a Responses-compatible upstream',
    needs: 'gateway.manage',
    stepUp: true,
    body: NewUpstream,
    returns: Upstream,
    status: 201,
    fails: ['upstream.name_taken', 'upstream.address_refused'],
  },
  update: {
    patch: `${ws}/upstreams/:upstreamId`,
    summary: 'Change an upstream; without `key` the sealed one stays, unless the address names another server',
    needs: 'gateway.manage',
    stepUp: true,
    body: NewUpstream.extend({ enabled: z.boolean() }).partial(),
    returns: Upstream,
    fails: ['upstream.not_found', 'upstream.name_taken', 'upstream.address_refused'],
  },
  remove: {
    delete: `${ws}/upstreams/:upstreamId`,
    summary: 'Remove an upstream and its key',
    needs: 'gateway.manage',
    returns: null,
    fails: ['upstream.not_found'],
  },
  test: {
    post: `${ws}/upstreams/:upstreamId/test`,
    summary: 'Send one tiny request to the upstream and say what came back',
    needs: 'gateway.manage',
    body: z.strictObject({ model: ModelName.optional() }),
    returns: z.strictObject({
      ok: z.boolean(),
      status: z.number().int().nullable(),
      message: z.string(),
      milliseconds: z.number(),
    }),
    fails: ['upstream.not_found'],
  },
  turns: {
    get: `${ws}/turns`,
    summary: 'Model calls, newest first: who, when, model, tokens, outcome; never content',
    needs: 'analytics.read',
    query: PageQuery.extend({ personId: z.string().optional(), outcome: z.enum(turnOutcomes).optional() }),
    returns: page(Turn),
  },
})
