import {
  addressOf,
  type BodyOf,
  type ParamsOf,
  type Permission,
  permissions,
  type QueryOf,
  type ReturnsOf,
  type RouteContract,
  type StepUp,
} from '@bailiwick/contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Actor, Origin, PersonCaller } from '../actor.ts'
import type { Evidence } from '../facts/index.ts'
import { Failure } from '../failure.ts'
import type { Platform } from '../platform.ts'
import { placesOf } from './problem.ts'

/** Who may come in; implemented by the access room. */
export interface Gate {
  /** The signed-in person, by session cookie. */
  person(request: FastifyRequest): Promise<PersonCaller | undefined>
  /**
   * The actor in a workspace, by session cookie or admin key. Throws for anybody else, for another workspace's caller, and for whoever
   * belongs here but is stopped at the door (address, single sign-on, second factor): `stopped` is told who that is.
   */
  actor(request: FastifyRequest, workspaceId: string, stopped: (actor: Actor, error: unknown) => void): Promise<Actor>
  /** Throws unless the signed-in person proved lately who they are, where a route needs that. Null is no workspace. */
  requireRecentProof(request: FastifyRequest, workspaceId: string | null, stepUp: StepUp): Promise<void>
}

type CallerOf<R> = R extends { needs: 'public' } ? Origin : R extends { needs: 'person' } ? PersonCaller : Actor

export interface Call<R, A> {
  app: A
  actor: CallerOf<R>
  params: ParamsOf<R>
  query: QueryOf<R>
  body: BodyOf<R>
  request: FastifyRequest
  reply: FastifyReply
}

type Handlers<R extends Record<string, RouteContract>, A> = { [K in keyof R]: (call: Call<R[K], A>) => Promise<ReturnsOf<R[K]>> }

/** A room's routes, ready to be added to the edge. */
export type BoundRoutes<A> = (server: FastifyInstance, app: A, gate: Gate) => void

/**
 * Joins contracts and handlers: authorises, parses, calls, answers. A mutation answers only after this process has seen its own change,
 * so what the caller asks next is decided by it.
 */
export function bind<A extends Platform, R extends Record<string, RouteContract>>(
  routes: R,
  handlers: Handlers<R, A>,
): BoundRoutes<A> {
  return (server, app, gate) => {
    for (const [name, route] of Object.entries(routes)) {
      const { method, path } = addressOf(route)
      // The record's type pairs each name with its own handler; a loop over entries loses that pairing.
      const handler = handlers[name] as (call: unknown) => Promise<unknown>
      server.route({
        method,
        url: path,
        ...(route.maxBytes !== undefined && { bodyLimit: route.maxBytes }),
        handler: async (request, reply) => {
          const actor = await admit(route, request, gate, app.evidence)
          const query = parse('query', route.query, request.query)
          const body = parse('body', route.body, request.body)
          const call = { app, actor, params: request.params, query, body, request, reply }
          const answer = await handler(call).catch((error: unknown) => {
            noteRefusal(app.evidence, actor, route, error)
            throw error
          })
          if (method !== 'GET') await app.feed.catchUp().catch(() => undefined) // the feed logs it; the change itself is committed
          return route.streams ? reply : answerWith(reply, route, answer, app.config.checkAnswers)
        },
      })
    }
  }
}

async function admit(
  route: RouteContract,
  request: FastifyRequest,
  gate: Gate,
  evidence: Evidence,
): Promise<Origin | PersonCaller | Actor> {
  if (route.needs === 'public') return originOf(request)
  if (route.needs === 'person') {
    const person = await gate.person(request)
    if (!person) evidence.count('no_sign_in')
    if (!person) throw new Failure('access.sign_in_needed')
    if (route.stepUp) await gate.requireRecentProof(request, null, route.stepUp)
    return person
  }
  const { workspaceId } = request.params as { workspaceId: string } // every other route stands below a workspace (architecture test)
  const stopped = (actor: Actor, error: unknown) => noteRefusal(evidence, actor, route, error)
  const actor = await gate.actor(request, workspaceId, stopped).catch((error: unknown) => {
    countUnknown(evidence, error)
    throw error
  })
  try {
    if (route.needs !== 'member') requirePermission(actor, route.needs)
  } catch (error) {
    noteRefusal(evidence, actor, route, error)
    throw error
  }
  if (route.stepUp && actor.kind === 'person') await gate.requireRecentProof(request, workspaceId, route.stepUp)
  return actor
}

/** Whoever is not known is counted, never written down (no address, no path): a stranger could fill the log. */
function countUnknown(evidence: Evidence, error: unknown): void {
  if (!(error instanceof Failure)) return
  if (error.code === 'access.sign_in_needed') evidence.count('no_sign_in')
  if (error.code === 'access.key_not_valid') evidence.count('unknown_key')
}

/** What looks like a refusal and is none: a question for a fresh proof, and the answer to whoever asks what they may. */
const noRefusals: readonly string[] = ['session.step_up_needed', 'access_token.not_allowed']

/** A 403 of somebody known is a fact. */
function noteRefusal(evidence: Evidence, actor: Origin | PersonCaller | Actor, route: RouteContract, error: unknown): void {
  if (!(error instanceof Failure) || error.status !== 403 || noRefusals.includes(error.code)) return
  if (!('workspaceId' in actor)) return
  const { method, path } = addressOf(route)
  const permission = error.details.more?.permission
  evidence.refused(actor, {
    code: error.code,
    route: `${method} ${path}`,
    summary: route.summary,
    permission: typeof permission === 'string' ? permission : null,
  })
}

/** Throws `access.denied`, naming the permission that is missing. */
export function requirePermission(actor: Pick<Actor, 'permissions'>, permission: Permission): void {
  if (!actor.permissions.has(permission)) {
    throw new Failure('access.denied', {
      detail: `This needs the permission ${permission} (${permissions[permission].label}).`,
      more: { permission },
    })
  }
}

/** The person behind an actor; admin keys have none. */
export function requirePerson(actor: Actor): string {
  if (!actor.personId) throw new Failure('access.denied', { detail: 'This address is about a person; an admin key is not one.' })
  return actor.personId
}

function parse(part: 'query' | 'body', shape: RouteContract['body'], value: unknown): unknown {
  if (!shape) return part === 'query' ? {} : undefined
  const result = shape.safeParse(value ?? (part === 'query' ? {} : undefined))
  if (!result.success) throw new Failure('request.invalid', { problems: placesOf(part, result.error) })
  return result.data
}

function answerWith(reply: FastifyReply, route: RouteContract, answer: unknown, check: boolean): FastifyReply {
  if (!route.returns) return reply.status(204).send()
  if (check) route.returns.parse(answer)
  return reply
    .status(route.status ?? 200)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(answer))
}

export function originOf(request: FastifyRequest): Origin {
  return { address: request.ip, userAgent: (request.headers['user-agent'] ?? '').slice(0, 300), requestId: request.id }
}
