import { RoleName } from '@bailiwick/contracts'
import { sql } from 'kysely'
import type { Tx } from '../../../platform/db/db.ts'
import { rightsOfPeople } from '../../access/index.ts'
import { type AccessWorld, groupGives, loadAccessWorlds } from '../../standing/index.ts'
import { beyond, mayGive } from './members.can.ts'

type Grounds = Pick<Open, 'role' | 'group_ids' | 'invited_by'>

interface Open {
  id: string
  role: string
  group_ids: string[]
  invited_by: string | null
}

/**
 * Withdraws open invitations that their makers could not make now, so that what somebody could do does not stay in links that they were
 * shown. To be asked after whatever takes rights from somebody or gives more of them to a group, in its transaction.
 * @param grown groups that give more rights to administer than before: programs' invitations into them are withdrawn too, because nobody
 * can be asked what a program would hold now
 * @returns the addresses whose invitations ended
 */
export async function withdrawUnfounded(
  tx: Tx,
  workspaceId: string,
  now: Date,
  grown: readonly string[] = [],
): Promise<string[]> {
  const open = await tx
    .selectFrom('invitation')
    .select(['id', 'role', 'group_ids', 'invited_by'])
    .where('workspace_id', '=', workspaceId)
    .where('accepted_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .where('expires_at', '>', now)
    .execute()
  if (open.length === 0) return []
  const world = (await loadAccessWorlds(tx, [workspaceId])).get(workspaceId)
  const makers = [...new Set(open.flatMap((it) => it.invited_by ?? []))]
  const rights = await rightsOfPeople(tx, workspaceId, makers)
  const unfounded = open.filter((it) =>
    it.invited_by === null
      ? it.group_ids.some((id) => grown.includes(id))
      : !couldMake(world, { permissions: rights.get(it.invited_by) ?? new Set() }, it),
  )
  if (unfounded.length === 0) return []
  const ids = unfounded.map((it) => it.id)
  // One that was accepted since is a membership now, which the caller's lock and the next look at the group show.
  const withdrawn = await tx
    .updateTable('invitation')
    .set({ withdrawn_at: now })
    .where('id', '=', sql<string>`any(${ids})`)
    .where('accepted_at', 'is', null)
    .returning('email')
    .execute()
  return withdrawn.map((it) => it.email)
}

/** Whether whoever made an invitation could make it now. Nobody stands behind one of a program or of the host. */
export async function isFounded(tx: Tx, workspaceId: string, invitation: Grounds): Promise<boolean> {
  if (invitation.invited_by === null) return true
  const world = (await loadAccessWorlds(tx, [workspaceId])).get(workspaceId)
  const rights = (await rightsOfPeople(tx, workspaceId, [invitation.invited_by])).get(invitation.invited_by)
  return couldMake(world, { permissions: rights ?? new Set() }, invitation)
}

function couldMake(world: AccessWorld | undefined, rights: Parameters<typeof beyond>[0], invitation: Grounds): boolean {
  if (!mayGive(rights, RoleName.parse(invitation.role))) return false
  if (invitation.group_ids.length > 0 && !rights.permissions.has('group.manage')) return false
  return invitation.group_ids.every((id) => beyond(rights, groupGives(world, id)).length === 0)
}
