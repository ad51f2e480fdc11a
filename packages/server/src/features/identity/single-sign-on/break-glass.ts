import type { SingleSignOn } from '@bailiwick/contracts'
import { sql } from 'kysely'
import type { Actor } from '../../../platform/actor.ts'
import type { Executor, Tx } from '../../../platform/db/db.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'
import { lockWorkspace } from '../founding/index.ts'
import { isEnforced } from './is-enforced.ts'

type App = Pick<Platform, 'db' | 'clock'>

/** Owners who are sealed for emergencies, by name. */
export async function listSealed(db: Executor, workspaceId: string): Promise<SingleSignOn['breakGlass']> {
  const rows = await db
    .selectFrom('break_glass')
    .innerJoin('person', 'person.id', 'break_glass.person_id')
    .innerJoin('membership', (join) =>
      join
        .onRef('membership.workspace_id', '=', 'break_glass.workspace_id')
        .onRef('membership.person_id', '=', 'break_glass.person_id'),
    )
    .select(['person.id', 'person.name', 'person.email', 'break_glass.last_used_at', 'membership.status', 'membership.role'])
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('factor')
            .select('id')
            .whereRef('factor.person_id', '=', 'person.id')
            .where('factor.kind', '=', 'passkey'),
        )
        .as('key'),
    )
    .where('break_glass.workspace_id', '=', workspaceId)
    .orderBy(sql`lower(person.name)`)
    .execute()
  return rows.map((it) => ({
    id: it.id,
    name: it.name,
    email: it.email,
    hasPasskey: Boolean(it.key),
    active: it.status === 'active' && it.role === 'owner',
    lastUsedAt: it.last_used_at?.toISOString() ?? null,
  }))
}

/** Whether somebody could still come in when every identity provider is down. */
export const isReady = (sealed: SingleSignOn['breakGlass']): boolean => sealed.some((it) => it.hasPasskey && it.active)

/** Fails: member.not_found, single_sign_on.not_an_owner, single_sign_on.no_passkey. */
export async function sealBreakGlass(app: App, actor: Actor, personId: string): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, actor.workspaceId)
    const owner = await findMember(tx, actor.workspaceId, personId)
    if (owner.role !== 'owner' || owner.status !== 'active') throw new Failure('single_sign_on.not_an_owner')
    const passkey = await tx
      .selectFrom('factor')
      .select('id')
      .where('person_id', '=', personId)
      .where('kind', '=', 'passkey')
      .executeTakeFirst()
    if (!passkey) throw new Failure('single_sign_on.no_passkey')
    await tx
      .insertInto('break_glass')
      .values({ workspace_id: actor.workspaceId, person_id: personId, sealed_at: app.clock.now() })
      .onConflict((it) => it.doNothing())
      .execute()
    await record(tx, app.clock, actor, {
      kind: 'break_glass.sealed',
      subject: { type: 'person', id: personId, name: owner.name },
    })
  })
}

/** Fails: member.not_found, single_sign_on.not_ready. */
export async function unsealBreakGlass(app: App, actor: Actor, personId: string): Promise<void> {
  const { workspaceId } = actor
  await app.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, workspaceId)
    const { name } = await findMember(tx, workspaceId, personId)
    await tx.deleteFrom('break_glass').where('workspace_id', '=', workspaceId).where('person_id', '=', personId).execute()
    await requireSealedOwner(tx, workspaceId)
    await endEmergencies(tx, workspaceId, personId, app.clock.now())
    await record(tx, app.clock, actor, { kind: 'break_glass.unsealed', subject: { type: 'person', id: personId, name } })
  })
}

/** What was opened by the emergency sign-in closes with the seal. */
export async function endEmergencies(tx: Tx, workspaceId: string, personId: string, now: Date): Promise<void> {
  await tx
    .updateTable('session')
    .set({ ended_at: now })
    .where('person_id', '=', personId)
    .where('workspace_id', '=', workspaceId)
    .where('method', '=', 'break_glass')
    .where('ended_at', 'is', null)
    .execute()
}

/** While single sign-on is enforced, one sealed owner can always come in. Fails: single_sign_on.not_ready. */
export async function requireSealedOwner(tx: Tx, workspaceId: string): Promise<void> {
  if ((await isEnforced(tx, workspaceId)) && !isReady(await listSealed(tx, workspaceId))) {
    throw new Failure('single_sign_on.not_ready', { detail: 'They are the last sealed owner with a passkey.' })
  }
}

async function findMember(tx: Tx, workspaceId: string, personId: string) {
  const row = await tx
    .selectFrom('membership')
    .innerJoin('person', 'person.id', 'membership.person_id')
    .select(['person.name', 'role', 'status'])
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  if (!row) throw new Failure('member.not_found')
  return row
}

/**
 * The workspace that somebody opens with a passkey although it enforces single sign-on; undefined for everybody else. Such a sign-in is
 * bound to that workspace; of several, the one that was sealed first.
 */
export async function findSealedWorkspace(db: Executor, personId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('break_glass')
    .innerJoin('workspace_security', 'workspace_security.workspace_id', 'break_glass.workspace_id')
    .innerJoin('membership', (join) =>
      join
        .onRef('membership.workspace_id', '=', 'break_glass.workspace_id')
        .onRef('membership.person_id', '=', 'break_glass.person_id'),
    )
    .select('break_glass.workspace_id')
    .where('break_glass.person_id', '=', personId)
    .where('sso_enforced', '=', true)
    .where('membership.role', '=', 'owner')
    .where('membership.status', '=', 'active')
    .orderBy('sealed_at')
    .executeTakeFirst()
  return row?.workspace_id
}

/** Tells everybody that an emergency sign-in was made: a fact here, a line that a person must act on, and Overview for a week. */
export async function tellBreakGlass(tx: Tx, app: Pick<Platform, 'clock' | 'log'>, actor: Actor): Promise<void> {
  const { workspaceId, personId } = actor
  if (personId === null) return
  await tx
    .updateTable('break_glass')
    .set({ last_used_at: app.clock.now() })
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', personId)
    .execute()
  await record(tx, app.clock, actor, { kind: 'break_glass.used', subject: { type: 'person', id: personId, name: actor.name } })
  app.log.error({ workspaceId, personId, address: actor.address }, 'an owner came in by the emergency sign-in: find out why')
}
