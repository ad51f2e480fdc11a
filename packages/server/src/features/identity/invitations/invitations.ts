import type { BodyOf, invitationRoutes, RoleName } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { hashToken, newToken } from '../../../platform/crypto/tokens.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import { requirePermission } from '../../../platform/http/index.ts'
import { newId } from '../../../platform/ids.ts'
import type { Platform } from '../../../platform/platform.ts'
import { lockWorkspace } from '../founding/index.ts'
import { requireGive, requireGroupsWithin, rightsNow } from '../members/index.ts'
import * as store from './invitations.store.ts'

type App = Pick<Platform, 'db' | 'clock' | 'config'>

/** How long an invitation can be accepted. */
const invitationLifeMs = 7 * 86_400_000

export interface Invited {
  invitation: store.InvitationRow
  /** `<publicUrl>/invitation#token=…`; shown once. */
  url: string
  token: string
}

/**
 * Invites an address; an open invitation for it is withdrawn, so the newest link is the one that works.
 * Fails: member.above_you, access.denied, group.above_you, group.not_found, member.exists.
 */
export async function invite(app: App, actor: Actor, input: BodyOf<(typeof invitationRoutes)['create']>): Promise<Invited> {
  return app.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, actor.workspaceId)
    const rights = await rightsNow(tx, actor)
    requireGive(rights, input.role)
    // Groups decide which policy somebody gets, so putting people in them needs its own right here too.
    if (input.groupIds.length > 0) requirePermission(rights, 'group.manage')
    await requireGroupsWithin(tx, rights, actor.workspaceId, input.groupIds)
    return inviteInto(tx, app, actor, input)
  })
}

/** The same within a transaction that has decided already that the actor may. Fails: group.not_found, member.exists. */
export async function inviteInto(
  tx: Tx,
  app: App,
  actor: Actor,
  input: { email: string; role: RoleName; groupIds: string[] },
): Promise<Invited> {
  const { workspaceId } = actor
  const member = await store.findMembership(tx, workspaceId, input.email)
  if (member) throw new Failure('member.exists', { detail: `${member.name} is a member, ${member.status}.` })
  const groupIds = [...new Set(input.groupIds)]
  const groups = await store.findGroups(tx, workspaceId, groupIds)
  const unknown = groupIds.filter((id) => !groups.some((it) => it.id === id))
  if (unknown.length > 0) throw new Failure('group.not_found', { detail: `Unknown: ${unknown.join(', ')}.`, more: { unknown } })

  const now = app.clock.now()
  const id = newId('invitation')
  const token = newToken('bw-invite-')
  const replaced = await store.withdrawOpen(tx, workspaceId, { email: input.email }, now)
  await store.insertInvitation(tx, {
    id,
    workspace_id: workspaceId,
    email: input.email,
    role: input.role,
    group_ids: groupIds,
    token_hash: hashToken(token),
    invited_by: actor.personId,
    created_at: now,
    expires_at: new Date(now.getTime() + invitationLifeMs),
  })
  await record(tx, app.clock, actor, {
    kind: 'invitation.created',
    subject: { type: 'invitation', id, name: input.email },
    detail: { email: input.email, role: input.role, groups: groups.map((it) => it.name), replaced },
  })
  const url = `${app.config.publicUrl}/invitation#token=${token}`
  return { invitation: await store.getInvitation(tx, workspaceId, id), url, token }
}

/** Withdraws an open invitation. Fails: invitation.not_found. */
export async function withdraw(app: App, actor: Actor, invitationId: string): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    const invitation = await store.getInvitation(tx, actor.workspaceId, invitationId)
    const withdrawn = await store.withdrawOpen(tx, actor.workspaceId, { id: invitationId }, app.clock.now())
    if (withdrawn === 0) throw new Failure('invitation.not_found')
    await record(tx, app.clock, actor, {
      kind: 'invitation.withdrawn',
      subject: { type: 'invitation', id: invitationId, name: invitation.email },
      detail: { email: invitation.email, role: invitation.role },
    })
  })
}
