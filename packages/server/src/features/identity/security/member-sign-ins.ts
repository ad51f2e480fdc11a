import { type Actor, operatorActor } from '../../../platform/actor.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'
import { rightsWhenActive, sessionLife } from '../../access/index.ts'
import { removeFactorsOf } from '../factors/index.ts'
import { lockWorkspace } from '../founding/index.ts'
import { getHuman, requireManage, requireManageEverywhere, rightsNow } from '../members/index.ts'
import {
  endSession,
  endSessions,
  findPersonByEmail,
  listLiveSessions,
  listMemberships,
  lockPerson,
  type SessionRow,
} from '../sessions/index.ts'
import { requireSealedOwner } from '../single-sign-on/index.ts'

type App = Pick<Platform, 'db' | 'clock'>

/** Console sessions of a member that open this workspace. Fails: member.not_found, member.above_you. */
export function listMemberSessions(app: App, actor: Actor, personId: string): Promise<SessionRow[]> {
  return asManager(app, actor, personId, (tx) => listHere(tx, app, actor, personId))
}

/** Ends one of them. Fails: member.not_found, member.above_you, session.not_found. */
export function endMemberSession(app: App, actor: Actor, personId: string, sessionId: string): Promise<void> {
  return asManager(app, actor, personId, async (tx, name) => {
    const here = await listHere(tx, app, actor, personId)
    if (!here.some((it) => it.id === sessionId)) throw new Failure('session.not_found')
    await endSession(tx, personId, sessionId, app.clock.now())
    await recordEnded(tx, app, actor, { personId, name, ended: [sessionId] })
  })
}

/** Ends all of them; how many there were. Fails: member.not_found, member.above_you. */
export function endMemberSessions(app: App, actor: Actor, personId: string): Promise<number> {
  return asManager(app, actor, personId, async (tx, name) => {
    const here = await listHere(tx, app, actor, personId)
    for (const { id } of here) await endSession(tx, personId, id, app.clock.now())
    await recordEnded(tx, app, actor, { personId, name, ended: here.map((it) => it.id) })
    return here.length
  })
}

/**
 * Removes the second factors of somebody who lost them. Factors open every workspace of their person, as a password does, so whoever
 * removes them must be allowed to manage that person in all of them. Fails: member.not_found, member.above_you, factor.none.
 */
export function resetFactors(app: App, actor: Actor, personId: string): Promise<void> {
  return asManager(app, actor, personId, async (tx, name) => {
    await requireManageEverywhere(tx, actor, personId)
    await lockPerson(tx, personId)
    const removed = await removeFactorsOf(tx, app, personId)
    await requireSealedOwner(tx, actor.workspaceId)
    if (removed.length === 0) throw new Failure('factor.none')
    const sessionsEnded = await endSessions(tx, personId, app.clock.now())
    await record(tx, app.clock, actor, {
      kind: 'member.factors_reset',
      subject: { type: 'person', id: personId, name },
      detail: { removed, sessionsEnded },
    })
  })
}

/**
 * For somebody with a shell on the host, when a person lost every factor and nobody may reset them. It is a fact in each of their
 * workspaces. Fails: lookup.nobody, factor.none.
 */
export async function resetFactorsOnHost(app: App, email: string): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    const person = await findPersonByEmail(tx, email.trim())
    if (!person) throw new Failure('lookup.nobody', { detail: `Nobody has the address ${email}.` })
    await lockPerson(tx, person.id)
    const removed = await removeFactorsOf(tx, app, person.id)
    if (removed.length === 0) throw new Failure('factor.none')
    const detail = { removed, sessionsEnded: await endSessions(tx, person.id, app.clock.now()) }
    const subject = { type: 'person', id: person.id, name: person.name }
    for (const { id } of await listMemberships(tx, person.id)) {
      await record(tx, app.clock, operatorActor(id, 'Operator on the host'), { kind: 'member.factors_reset', subject, detail })
    }
  })
}

/** Works on a member whom the actor may manage. */
function asManager<T>(app: App, actor: Actor, personId: string, work: (tx: Tx, name: string) => Promise<T>): Promise<T> {
  return app.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, actor.workspaceId)
    const member = await getHuman(tx, actor.workspaceId, personId)
    const permissions = (await rightsWhenActive(tx, actor.workspaceId, [personId])).get(personId) ?? new Set()
    requireManage(await rightsNow(tx, actor), { role: member.role, permissions })
    return work(tx, member.name)
  })
}

async function listHere(tx: Tx, app: App, actor: Actor, personId: string): Promise<SessionRow[]> {
  const now = app.clock.now()
  const live = await listLiveSessions(tx, personId, now, new Date(now.getTime() - sessionLife.idleMs))
  return live.filter((it) => it.workspace_id === null || it.workspace_id === actor.workspaceId)
}

async function recordEnded(
  tx: Tx,
  app: App,
  actor: Actor,
  { personId, name, ended }: { personId: string; name: string; ended: string[] },
) {
  const subject = { type: 'person', id: personId, name }
  await record(tx, app.clock, actor, { kind: 'member.sessions_ended', subject, detail: { ended } })
}
