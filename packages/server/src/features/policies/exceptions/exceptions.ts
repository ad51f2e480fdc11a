import type { BodyOf, exceptionRoutes, FactKind } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { announce } from '../../../platform/changes/changes.ts'
import type { Executor, Tx } from '../../../platform/db/db.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import { newId } from '../../../platform/ids.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import { type Operation, requireReleased } from '../brake/index.ts'
import { lockPolicies } from '../revisions/index.ts'
import { foreseeGrant } from './exception-impact.ts'
import * as store from './exceptions.store.ts'

type App = Pick<Platform, 'db' | 'clock'>
/** For what changes who gets which policy. */
type Guarded = App & { standing: Standing }
type Routes = typeof exceptionRoutes

/** How long an exception may last, in milliseconds: what is needed for longer is a rule. */
const longestMs = 90 * 86_400_000

/**
 * Asks for another published policy until a time.
 * Fails: policy.not_found, exception.not_published, exception.until_not_valid, exception.open_already.
 */
export async function requestException(
  app: Guarded,
  actor: Actor,
  personId: string,
  ask: BodyOf<Routes['request']>,
): Promise<store.ExceptionRow> {
  return open(app, actor, personId, ask, { state: 'requested', released: false })
}

/**
 * Grants somebody else another published policy until a time, without being asked.
 * Fails: like requestException, member.not_found, exception.own, change.held.
 * @param released somebody let it pass the mass-change brake
 */
export async function grantException(
  app: Guarded,
  actor: Actor,
  ask: BodyOf<Routes['grantFor']>,
  released = false,
): Promise<store.ExceptionRow> {
  if ((await personBehind(app.db, actor)) === ask.personId) throw new Failure('exception.own')
  return open(app, actor, ask.personId, ask, { state: 'granted', released })
}

async function open(
  app: Guarded,
  actor: Actor,
  personId: string,
  { policyId, until: untilText, reason }: BodyOf<Routes['request']>,
  { state, released }: { state: 'requested' | 'granted'; released: boolean },
): Promise<store.ExceptionRow> {
  const { workspaceId } = actor
  return app.db.transaction().execute(async (tx) => {
    // Deleting a policy takes the same turn, and so does a second request.
    await lockPolicies(tx, workspaceId)
    await store.requireActive(tx, workspaceId, personId)
    await store.getPublished(tx, workspaceId, policyId)
    const now = app.clock.now()
    const until = requireUntil(untilText, now)
    if ((await store.listOpen(tx, workspaceId, personId, now)).length > 0) throw new Failure('exception.open_already')
    const id = newId('exception')
    if (state === 'granted') {
      const grant = { id, person_id: personId, policy_id: policyId, until }
      const input = { personId, policyId, until: untilText, reason }
      await requireFew(
        app,
        tx,
        actor,
        grant,
        { kind: 'exception.granted', input, what: `${actor.name} grants an exception` },
        released,
      )
    }
    const decided = state === 'granted' ? { decided_by: actor.personId, decided_at: now } : { decided_by: null, decided_at: null }
    const asked = { requested_by: actor.personId, requested_at: now, person_id: personId, policy_id: policyId }
    await store.insertException(tx, { id, workspace_id: workspaceId, reason, until, state, ...asked, ...decided })
    const row = await store.getException(tx, workspaceId, id, now)
    await told(app, tx, actor, row, `exception.${state}`, state === 'granted')
    return row
  })
}

/**
 * Grants or refuses what a member asked for. Nobody decides about themselves, in person or by a key.
 * Fails: exception.not_found, exception.decided_already, exception.own, exception.until_not_valid, exception.not_published,
 * policy.not_found, member.not_found, change.held.
 * @param released somebody let it pass the mass-change brake
 */
export async function decideException(
  app: Guarded,
  actor: Actor,
  id: string,
  { decision, note, until: untilText }: BodyOf<Routes['decide']>,
  released = false,
): Promise<store.ExceptionRow> {
  return change(app, actor, id, async (tx, row, now) => {
    if (row.state !== 'requested') throw decidedAlready(row)
    const self = await personBehind(tx, actor)
    if (self !== null && (self === row.person_id || self === row.requested_by)) throw new Failure('exception.own')
    const decided = { decided_by: actor.personId, decided_at: now, decision_note: note }
    if (decision === 'refused') {
      await store.setState(tx, id, { state: 'refused', ...decided })
      return { kind: 'exception.refused', served: false }
    }
    await store.requireActive(tx, actor.workspaceId, row.person_id)
    await store.getPublished(tx, actor.workspaceId, row.policy_id)
    const until = untilText === undefined ? row.until : requireUntil(untilText, now)
    if (until > row.until)
      throw new Failure('exception.until_not_valid', { detail: `It was asked for until ${row.until.toISOString()}.` })
    const input = { exceptionId: id, decision, note, ...(untilText !== undefined && { until: untilText }) }
    const what = `${actor.name} grants ${row.person_name} an exception`
    await requireFew(app, tx, actor, { ...row, until }, { kind: 'exception.decided', input, what }, released)
    await store.setState(tx, id, { state: 'granted', until, ...decided })
    return { kind: 'exception.granted', served: true }
  })
}

/** Ends what was granted, now. Fails: exception.not_found, exception.decided_already. */
export async function revokeException(app: App, actor: Actor, id: string, note: string): Promise<store.ExceptionRow> {
  return change(app, actor, id, async (tx, row, now) => {
    if (row.state !== 'granted') throw decidedAlready(row)
    await store.setState(tx, id, { state: 'revoked', decided_by: actor.personId, decided_at: now, decision_note: note })
    return { kind: 'exception.revoked', served: true }
  })
}

/** Takes one’s own request back, or ends one’s own exception. Fails: exception.not_found, exception.decided_already. */
export async function withdrawException(app: App, actor: Actor, personId: string, id: string): Promise<void> {
  await change(app, actor, id, async (tx, row, now) => {
    if (row.person_id !== personId) throw new Failure('exception.not_found')
    if (row.state !== 'requested' && row.state !== 'granted') throw decidedAlready(row)
    await store.setState(tx, id, { state: 'withdrawn', decided_by: personId, decided_at: now })
    return { kind: 'exception.withdrawn', served: row.state === 'granted' }
  })
}

/** Ends what a member who is being deactivated asked for or was granted: whoever comes back begins without it. */
export async function endExceptionsOf(tx: Tx, app: Pick<App, 'clock'>, actor: Actor, personId: string): Promise<void> {
  const now = app.clock.now()
  for (const { id, state } of await store.listOpen(tx, actor.workspaceId, personId, now)) {
    const decided = { decided_by: actor.personId, decided_at: now, decision_note: 'The member was deactivated.' }
    await store.setState(tx, id, { state: state === 'granted' ? 'revoked' : 'refused', ...decided })
    const kind = state === 'granted' ? 'exception.revoked' : 'exception.refused'
    await told(app, tx, actor, await store.getException(tx, actor.workspaceId, id, now), kind, state === 'granted')
  }
}

/** Exceptions one by one are a change of many like any other. Fails: change.held. */
async function requireFew(
  app: Guarded,
  tx: Tx,
  actor: Actor,
  grant: Parameters<typeof foreseeGrant>[3],
  operation: Operation,
  released: boolean,
): Promise<void> {
  const comparison = await foreseeGrant(app, tx, actor.workspaceId, grant)
  await requireReleased(app, tx, actor, { comparison, operation, released, addsUp: true })
}

interface Done {
  kind: FactKind
  /** Whether what the member gets depends on it. */
  served: boolean
}

/** Changes of exceptions take turns with publishing, so that a policy is not deleted while it is granted. */
async function change(
  app: App,
  actor: Actor,
  id: string,
  act: (tx: Tx, row: store.ExceptionRow, now: Date) => Promise<Done>,
): Promise<store.ExceptionRow> {
  return app.db.transaction().execute(async (tx) => {
    await lockPolicies(tx, actor.workspaceId)
    const now = app.clock.now()
    const { kind, served } = await act(tx, await store.getException(tx, actor.workspaceId, id, now), now)
    const row = await store.getException(tx, actor.workspaceId, id, now)
    await told(app, tx, actor, row, kind, served)
    return row
  })
}

async function told(
  app: Pick<App, 'clock'>,
  tx: Tx,
  actor: Actor,
  row: store.ExceptionRow,
  kind: FactKind,
  served: boolean,
): Promise<void> {
  if (served) {
    await announce(tx, 'member', actor.workspaceId, row.person_id)
    await announce(tx, 'workspace', actor.workspaceId, actor.workspaceId)
  }
  await record(tx, app.clock, actor, {
    kind,
    subject: { type: 'exception', id: row.id, name: `${row.person_name} → ${row.policy_name}` },
    detail: {
      personId: row.person_id,
      policyId: row.policy_id,
      until: row.until.toISOString(),
      reason: row.reason,
      note: row.decision_note,
    },
  })
}

function requireUntil(text: string, now: Date): Date {
  const until = new Date(text)
  if (until > now && until.getTime() - now.getTime() <= longestMs) return until
  throw new Failure('exception.until_not_valid')
}

const decidedAlready = ({ state }: store.ExceptionRow) => new Failure('exception.decided_already', { detail: `It is ${state}.` })

/** Whoever stands behind an actor: for an admin key its maker. */
const personBehind = async (db: Executor, actor: Actor): Promise<string | null> =>
  actor.kind === 'admin_key' && actor.id !== null ? store.makerOfKey(db, actor.id) : actor.personId
