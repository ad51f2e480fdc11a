import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { toFailure } from '../../platform/http/index.ts'
import type { Platform } from '../../platform/platform.ts'
import { openSync, type Sync, type SyncApp, type SyncHistory } from '../identity/directories/index.ts'
import { isObject } from './read-value.ts'
import { nameOf } from './resource-names.store.ts'
import { ScimError, sendScim, sendScimError, toScimError } from './scim-error.ts'
import { type DirectoryCaller, openTokens } from './tokens.ts'

export type ScimApp = Platform & SyncApp & { syncHistory: SyncHistory }

export interface ScimAnswer {
  status: number
  body?: object
  headers?: Record<string, string>
}

export interface ScimCall {
  app: ScimApp
  caller: DirectoryCaller
  sync: Sync
  request: FastifyRequest
  id: string
  baseUrl: string
}

export type Handler = (call: ScimCall) => Promise<ScimAnswer>

/**
 * Makes a plugin speak SCIM (RFC 7644 §3.12, §8.1): a directory's token before anything is read, errors in SCIM's words, and every call in
 * the directory's history.
 */
export function speakScim(
  scope: FastifyInstance,
  app: ScimApp,
): (handle: Handler) => (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> {
  const callers = new WeakMap<FastifyRequest, DirectoryCaller>()
  const callerOf = openTokens(app)
  const baseUrl = `${app.config.publicUrl}/scim/v2`
  const parse = scope.getDefaultJsonParser('error', 'error')
  // Some send the header with every call, also with a DELETE that has no body.
  scope.addContentTypeParser(
    ['application/scim+json', 'application/json'],
    { parseAs: 'string' },
    (request, body: string, done) => {
      if (body === '') return done(null, undefined)
      return parse(request, body, done)
    },
  )
  scope.addHook('onRequest', async (request) => {
    const caller = await callerOf(request)
    callers.set(request, caller)
    if (caller.refusal) throw caller.refusal
  })
  scope.setErrorHandler(async (error, request, reply) => {
    const refusal = error instanceof ScimError ? error : toScimError(toFailure(error, request))
    const caller = callers.get(request)
    if (caller) await noteRefusal(app, caller, request, refusal)
    return sendScimError(reply, refusal)
  })
  return (handle) => async (request, reply) => {
    const caller = callers.get(request)
    if (!caller) throw new ScimError(401, 'The token is unknown, expired or revoked.')
    const sync = openSync(caller.actor, caller.directory)
    const { id = '' } = request.params as { id?: string } // the only name in our paths
    const answer = await handle({ app, caller, sync, request, id, baseUrl })
    note(app, caller, request, answer.status, sync)
    // Whoever was deactivated is out before the directory hears of it.
    if (sync.effects.deactivated || sync.effects.reactivated) await app.feed.catchUp().catch(() => undefined)
    for (const [name, value] of Object.entries(answer.headers ?? {})) reply.header(name, value)
    return answer.body ? sendScim(reply, answer.status, answer.body) : reply.status(answer.status).send()
  }
}

const callOf = (app: ScimApp, { keyId }: DirectoryCaller, request: FastifyRequest, status: number) => ({
  at: app.clock.now(),
  method: request.method,
  path: request.url.slice(0, 300),
  status,
  userAgent: (request.headers['user-agent'] ?? '').slice(0, 300),
  keyId,
})

/** What the call is about, in its own words. */
function resourceIn(body: unknown): string | null {
  if (!isObject(body)) return null
  const name = body.userName ?? body.displayName
  return typeof name === 'string' ? name.slice(0, 256) : null
}

function note(app: ScimApp, caller: DirectoryCaller, request: FastifyRequest, status: number, { effects, warnings }: Sync): void {
  const call = callOf(app, caller, request, status)
  const { at, method, path } = call
  const resource = resourceIn(request.body)
  const problems = warnings.map((reason) => ({ at, severity: 'warning' as const, method, path, resource, status, reason }))
  app.syncHistory.note(caller.directory.id, call, effects, problems)
}

async function noteRefusal(app: ScimApp, caller: DirectoryCaller, request: FastifyRequest, refusal: ScimError): Promise<void> {
  const call = callOf(app, caller, request, refusal.status)
  const { at, method, path } = call
  // Asking for what is not there is how directories look before they create.
  const looked = request.method === 'GET' && refusal.status === 404
  const { id } = (request.params ?? {}) as { id?: string } // the only name in our paths
  const resource = resourceIn(request.body) ?? (id && !looked ? await nameOf(app.db, caller.directory.id, id) : null)
  const problem = { at, severity: 'error' as const, method, path, resource, status: refusal.status, reason: refusal.message }
  app.syncHistory.note(caller.directory.id, call, {}, looked ? [] : [problem])
}
