import { RoleName } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { announce } from '../../../platform/changes/changes.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'
import { rightsOf } from '../../access/index.ts'
import { type Operation, requireReleased } from '../../policies/brake/index.ts'
import { endExceptionsOf } from '../../policies/exceptions/index.ts'
import { type Comparison, compare } from '../../policies/impact/index.ts'
import type { Standing } from '../../standing/index.ts'
import { closeResetsIn, endSessions, listMemberships } from '../sessions/index.ts'
import { requireSealedOwner } from '../single-sign-on/index.ts'
import * as store from './members.store.ts'

type App = Pick<Platform, 'db' | 'clock'> & { standing: Standing }

/** Who is about to change: as the row says, in the transaction that holds the workspace's lock. */
type Subject = Pick<store.MemberRow, 'id' | 'name' | 'role'>

/** What the brake holds, and whether somebody has released it. */
interface Guard {
  operation: Operation
  released: boolean
}

/**
 * Ends a membership's rights at once: sessions, client sign-ins, exceptions and open invitations; the only way to deactivate somebody, by
 * hand or by a directory. The caller holds the workspace's lock and has asked whether the actor may.
 * Fails: member.last_owner, change.held.
 */
export async function deactivate(tx: Tx, app: App, actor: Actor, member: Subject, guard: Guard): Promise<void> {
  if (member.role === 'owner') await keepAnOwner(tx, actor.workspaceId, member.id)
  await requireReleased(app, tx, actor, {
    comparison: compareDeactivated(app, actor.workspaceId, member.id),
    ...guard,
    addsUp: true,
  })
  const held = await rightsOf(tx, actor.workspaceId, member.id)
  await store.setMembership(tx, actor.workspaceId, member.id, { role: RoleName.parse(member.role), status: 'deactivated' })
  if (member.role === 'owner') await requireSealedOwner(tx, actor.workspaceId)
  await announce(tx, 'member', actor.workspaceId, member.id)
  const now = app.clock.now()
  const grants = await store.endGrants(tx, actor.workspaceId, member.id, now, 'deactivated')
  for (const id of grants) await announce(tx, 'grant', actor.workspaceId, id)
  const withdrawnInvitations = await store.withdrawInvitationsOf(tx, actor.workspaceId, member.id, now)
  if (held.has('member.manage')) await closeResetsIn(tx, actor.workspaceId, now)
  await endExceptionsOf(tx, app, actor, member.id)
  const elsewhere = (await listMemberships(tx, member.id)).some((it) => it.status === 'active')
  // The gate refuses this workspace from now on; sessions of a person who is active elsewhere still open that other workspace.
  if (!elsewhere) await endSessions(tx, member.id, now)
  await record(tx, app.clock, actor, {
    kind: 'member.deactivated',
    subject: { type: 'person', id: member.id, name: member.name },
    detail: { role: member.role, clientsSignedOut: grants.length, withdrawnInvitations },
  })
}

/** Gives a deactivated member what they had, by the same role and groups. They sign in anew. */
export async function reactivate(tx: Tx, app: Pick<Platform, 'clock'>, actor: Actor, member: Subject): Promise<void> {
  await store.setMembership(tx, actor.workspaceId, member.id, { role: RoleName.parse(member.role), status: 'active' })
  await announce(tx, 'member', actor.workspaceId, member.id)
  await record(tx, app.clock, actor, {
    kind: 'member.reactivated',
    subject: { type: 'person', id: member.id, name: member.name },
    detail: { role: member.role },
  })
}

/** Fails when nobody else is an active owner: member.last_owner. */
export async function keepAnOwner(tx: Tx, workspaceId: string, personId: string): Promise<void> {
  if ((await store.countActiveOwners(tx, workspaceId, personId)) === 0) throw new Failure('member.last_owner')
}

/** What it does to everybody's policy when somebody is deactivated: groups of rules may be left with nobody. */
export function compareDeactivated(app: App, workspaceId: string, personId: string): Comparison {
  const member = app.standing.member(workspaceId, personId)
  return compare(app, workspaceId, { members: member ? [{ ...member, status: 'deactivated' }] : [] })
}
