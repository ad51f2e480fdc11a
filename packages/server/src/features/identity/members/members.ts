import { type BodyOf, type memberRoutes, type Permission, RoleName } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { announce } from '../../../platform/changes/changes.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'
import { rightsOf, rightsWhenActive } from '../../access/index.ts'
import type { Standing } from '../../standing/index.ts'
import { lockWorkspace } from '../founding/index.ts'
import { closeResets, closeResetsIn, makeResetLink } from '../sessions/index.ts'
import { endEmergencies, requireSealedOwner } from '../single-sign-on/index.ts'
import { requireGive, requireManage, requireManageEverywhere, rightsNow } from './members.can.ts'
import * as store from './members.store.ts'
import { deactivate, keepAnOwner, reactivate } from './status.ts'
import { withdrawUnfounded } from './withdraw-unfounded.ts'

type App = Pick<Platform, 'db' | 'clock' | 'config'>
/** For what changes who gets which policy. */
type Guarded = App & { standing: Standing }
type Change = BodyOf<(typeof memberRoutes)['update']>

/**
 * Changes the role of a member, or whether they are one. Changes of a workspace's members take turns, so that two owners who demote each
 * other at the same moment leave one. Fails: member.not_found, member.above_you,
 * member.last_owner, member.owned_by_directory, change.held.
 */
export async function changeMember(
  app: Guarded,
  actor: Actor,
  personId: string,
  change: Change,
  { released } = { released: false },
): Promise<store.MemberRow> {
  return app.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, actor.workspaceId)
    const rights = await rightsNow(tx, actor)
    const member = await store.getHuman(tx, actor.workspaceId, personId)
    const before = { role: RoleName.parse(member.role), status: member.status }
    const after = { role: change.role ?? before.role, status: change.status ?? before.status }
    requireManage(rights, { role: before.role, permissions: await whenActive(tx, actor.workspaceId, personId) })
    if (after.role !== before.role) {
      requireRoleChange(rights, after.role)
      if (before.role === 'owner' && before.status === 'active') await keepAnOwner(tx, actor.workspaceId, personId)
      const held = await rightsOf(tx, actor.workspaceId, personId)
      await store.setMembership(tx, actor.workspaceId, personId, { ...before, role: after.role })
      if (before.role === 'owner') {
        await requireSealedOwner(tx, actor.workspaceId)
        await endEmergencies(tx, actor.workspaceId, personId, app.clock.now())
      }
      await announce(tx, 'member', actor.workspaceId, personId)
      await recordRole(tx, app, actor, member, { role: before.role, held }, after.role)
    }
    if (after.status !== before.status) {
      const subject = { ...member, role: after.role }
      if (after.status === 'active') await reactivateByHand(tx, app, actor, subject)
      else {
        const what = `${actor.name} deactivates ${member.name}`
        await deactivate(tx, app, actor, subject, {
          operation: { kind: 'member.update', input: { personId, change }, what },
          released,
        })
      }
    }
    return store.getMember(tx, actor.workspaceId, personId)
  })
}

/** Whom a directory says is inactive, it alone brings back: otherwise who left the company would return by a click. */
async function reactivateByHand(tx: Tx, app: App, actor: Actor, member: store.MemberRow): Promise<void> {
  if (member.directory && !member.directory.active) {
    throw new Failure('member.owned_by_directory', { detail: `${member.directory.name} says so.` })
  }
  await reactivate(tx, app, actor, member)
}

/** Any change of a role is an owner's, also from `analytics_viewer` to `member` (WS-12). */
function requireRoleChange(rights: Pick<Actor, 'permissions'>, role: RoleName): void {
  requireGive(rights, role)
  if (!rights.permissions.has('role.assign')) {
    throw new Failure('member.above_you', { detail: 'Changing a role needs the permission role.assign.' })
  }
}

/** What somebody who is managed may, or may again: to bring back a deactivated member is to give what they held. */
const whenActive = async (tx: Tx, workspaceId: string, personId: string): Promise<ReadonlySet<Permission>> =>
  (await rightsWhenActive(tx, workspaceId, [personId])).get(personId) ?? new Set()

async function recordRole(
  tx: Tx,
  app: App,
  actor: Actor,
  member: store.MemberRow,
  before: { role: RoleName; held: ReadonlySet<Permission> },
  after: RoleName,
) {
  const now = app.clock.now()
  const holds = await rightsOf(tx, actor.workspaceId, member.id)
  // What somebody could do must not stay in links that they were shown: invitations, and resets of other people's passwords.
  const withdrawnInvitations = await withdrawUnfounded(tx, actor.workspaceId, now)
  if (before.held.has('member.manage') && !holds.has('member.manage')) await closeResetsIn(tx, actor.workspaceId, now)
  // Nor may a link for what this person was open what they become.
  await closeResets(tx, member.id, now)
  await record(tx, app.clock, actor, {
    kind: 'member.role_changed',
    subject: { type: 'person', id: member.id, name: member.name },
    detail: { before: { role: before.role }, after: { role: after }, withdrawnInvitations },
  })
}

/** Makes the one reset link of a member that works, for 24 hours. Fails: member.not_found, member.above_you. */
export async function makeMemberResetLink(app: App, actor: Actor, personId: string): Promise<{ url: string; expiresAt: Date }> {
  return app.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, actor.workspaceId)
    const member = await store.getHuman(tx, actor.workspaceId, personId)
    const held = await whenActive(tx, actor.workspaceId, personId)
    requireManage(await rightsNow(tx, actor), { role: member.role, permissions: held })
    await requireManageEverywhere(tx, actor, personId)
    const link = await makeResetLink(tx, app, personId)
    await record(tx, app.clock, actor, {
      kind: 'person.password_reset_made',
      subject: { type: 'person', id: personId, name: member.name },
      detail: { expiresAt: link.expiresAt.toISOString() },
    })
    return link
  })
}
