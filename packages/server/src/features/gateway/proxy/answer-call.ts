import type { FastifyReply, FastifyRequest } from 'fastify'
import { authenticateClient, presentedBy } from '../../codex/issuer/index.ts'
import { mayUse } from '../../standing/index.ts'
import type { GatewayApp } from '../gateway.ts'
import type { TurnOutcome } from '../turns/turns.store.ts'
import { pickUpstream } from '../upstreams/pick-upstream.ts'
import type { UpstreamStanding } from '../upstreams/upstream-standing.ts'
import { type End, forward } from './forward.ts'
import { loopHeader, toUpstreamHeaders } from './headers.ts'
import { type ModelCall, readCall } from './read-body.ts'
import {
  databaseGone,
  loop,
  modelNotOffered,
  nobody,
  noRecentPolicy,
  notEntitled,
  notSignedIn,
  noUpstream,
  type Refusal,
  restarting,
  sendRefusal,
  tooMuchAtOnce,
} from './refusals.ts'
import { noteTurn, type TurnNote } from './turn-note.ts'
import { brokenOff, refusalFrom, unreachableBecause } from './upstream-refusals.ts'

/** Memory is refreshed when it is older than this, and not believed when it is older than that (milliseconds). */
const freshEnoughMs = 5_000
const lastWordMs = 60_000

/** nginx's word for a client that hung up; only in records. */
const clientClosed = 499

/** What a call came to, for its record. */
interface Outcome {
  outcome: TurnOutcome
  status: number
}

/**
 * Answers one model call: who asks, may they, with which model, then forwards. `suffix` is what follows `/responses` in the path. Every call
 * of a known member leaves a record; content never does.
 */
export async function answerCall(app: GatewayApp, request: FastifyRequest, reply: FastifyReply, suffix: string): Promise<void> {
  if ((await app.feed.freshen(freshEnoughMs)) > lastWordMs) return refuse(request, reply, databaseGone)
  if (!request.headers.authorization) return refuse(request, reply, nobody(app.config.publicUrl))
  const caller = await authenticateClient(app, presentedBy(request))
  if (caller === undefined || caller === 'expired') return refuse(request, reply, notSignedIn(caller))
  if (request.headers[loopHeader] === app.gateway.loopMark) return refuse(request, reply, loop)

  const now = app.clock.now()
  const signIn = { workspaceId: caller.workspace.id, personId: caller.member.personId, grantId: caller.grant.id }
  const served = () => app.devices.lastFetch(signIn, now)
  served()
  const note = noteTurn(request, caller, now, served)
  app.devices.noteCall(signIn, request.headers['user-agent'], note.installationId, now)
  const { outcome, status } = await decide()
  if (status === clientClosed) reply.hijack() // nobody is there to answer
  app.gateway.turnLog.add(note.row(outcome, status))

  async function decide(): Promise<Outcome> {
    const { workspace, member } = caller as Exclude<typeof caller, 'expired' | undefined> // refused above; closures forget it
    if (!mayUse(workspace, member, 'codex_local').allowed) return say('refused', notEntitled(workspace.denialText))
    const within = workspace.controls.recentPolicyMinutes
    if (within !== null && !(await app.devices.fetchedWithin(signIn, within, now))) return say('refused', noRecentPolicy(within))
    const call = await readCall(request.raw).catch(() => undefined)
    if (!call) return { outcome: 'cancelled', status: clientClosed }
    if ('say' in call) return say('refused', call)
    note.model = call.model
    const pick = pickUpstream(app.gateway.upstreams.of(workspace.id), call.model)
    if (pick.outcome === 'none') return say('no_upstream', noUpstream)
    if (pick.outcome === 'refused') return say('refused', modelNotOffered(pick.because))
    note.upstream = pick.upstream
    app.observers.observe({ workspace, member, body: call.bytes, sandboxMode: note.sandboxMode, now })
    const letGo = app.gateway.bodies.hold(member.personId, call.bytes.length)
    if (!letGo) return say('refused', tooMuchAtOnce)
    return ask(pick.upstream, call).finally(letGo)
  }

  function say(outcome: TurnOutcome, refusal: Refusal): Outcome {
    refuse(request, reply, refusal)
    return { outcome, status: refusal.status }
  }

  async function ask(upstream: UpstreamStanding, call: ModelCall): Promise<Outcome> {
    let end = await send(app, request, reply, upstream, call, suffix)
    // A kept connection may close in the moment in which it is used again: nothing was answered, so it is asked once more.
    if (end.kind === 'unreachable' && wasCutOff(end.error)) end = await send(app, request, reply, upstream, call, suffix)
    return conclude(app, note, upstream, end, say)
  }
}

function refuse(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): void {
  sendRefusal(request, reply, refusal)
}

const wasCutOff = (error: Error): boolean => 'code' in error && (error.code === 'UND_ERR_SOCKET' || error.code === 'ECONNRESET')

function send(
  app: GatewayApp,
  request: FastifyRequest,
  reply: FastifyReply,
  upstream: UpstreamStanding,
  call: ModelCall,
  suffix: string,
): Promise<End> {
  const { connections, loopMark, running } = app.gateway
  try {
    return forward({
      pool: connections.of(upstream),
      path: `${upstream.basePath}/responses${suffix}`,
      headers: toUpstreamHeaders(request.headers, upstream, loopMark),
      body: call.bytes,
      client: reply.raw,
      begin: () => void reply.hijack(),
      brokenOff: brokenOff(upstream),
      running,
    })
  } catch (error) {
    return Promise.resolve({ kind: 'unreachable', error: error instanceof Error ? error : new Error(String(error)) })
  }
}

/** Tells the client what is left to tell, and the upstream's health; gives what the record says. */
function conclude(
  app: GatewayApp,
  note: TurnNote,
  upstream: UpstreamStanding,
  end: End,
  say: (outcome: TurnOutcome, refusal: Refusal) => Outcome,
): Outcome {
  const { health } = app.gateway
  const now = app.clock.now()
  switch (end.kind) {
    case 'cancelled':
      return { outcome: 'cancelled', status: clientClosed }
    case 'stopped':
      return say('cancelled', restarting(end.why))
    case 'unreachable': {
      const refusal = unreachableBecause(upstream, end.error)
      health.failed(upstream.id, now, refusal.message)
      return say('upstream_error', refusal)
    }
    case 'refused': {
      const refusal = refusalFrom(upstream, end)
      // A request that it finds wrong says nothing about the upstream's health.
      if (end.status !== 400) health.failed(upstream.id, now, refusal.message)
      return say('upstream_error', refusal)
    }
    case 'streamed': {
      note.usage = end.usage
      note.firstByteMs = end.firstByteMs
      if (end.cancelled) return { outcome: 'cancelled', status: clientClosed }
      if (end.broken) health.failed(upstream.id, now, brokenOff(upstream))
      else health.succeeded(upstream.id, now)
      const failed = end.broken || end.ending === 'failed'
      return { outcome: failed ? 'upstream_error' : 'completed', status: end.status }
    }
  }
}
