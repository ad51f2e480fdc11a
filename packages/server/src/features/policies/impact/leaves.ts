import type { MemberStanding, Standing, WorkspaceStanding } from '../../standing/index.ts'

/** Active members who would leave a group that a rule names. */
export interface GroupLeave {
  groupId: string
  personIds: string[]
  /** No active member stays in it, or comes. */
  emptied: boolean
}

/** Whom the groups of rules, in force or on their way in a rollout, would lose by these members becoming what they would be. */
export function leavesOf(
  { id: workspaceId, ruleSet, rollout }: WorkspaceStanding,
  standing: Pick<Standing, 'member' | 'members'>,
  changed: ReadonlyMap<string, MemberStanding>,
): GroupLeave[] {
  if (changed.size === 0) return []
  const named = new Set([...ruleSet.rules, ...(rollout?.ruling.ruleSet.rules ?? [])].map((it) => it.groupId))
  if (named.size === 0) return []
  const leaving = new Map<string, GroupLeave>()
  for (const is of changed.values()) {
    const was = standing.member(workspaceId, is.personId)
    if (was?.status !== 'active') continue
    for (const groupId of was.groupIds) {
      if (!named.has(groupId) || isIn(is, groupId)) continue
      const leave = leaving.get(groupId) ?? { groupId, personIds: [], emptied: true }
      leave.personIds.push(was.personId)
      leaving.set(groupId, leave)
    }
  }
  const open = new Set(leaving.values())
  for (const was of standing.members(workspaceId)) {
    // Of most groups somebody stays, and is found soon.
    if (open.size === 0) break
    const is = changed.get(was.personId) ?? was
    for (const leave of open) {
      if (!isIn(is, leave.groupId)) continue
      leave.emptied = false
      open.delete(leave)
    }
  }
  return [...leaving.values()]
}

const isIn = ({ status, groupIds }: MemberStanding, groupId: string): boolean => status === 'active' && groupIds.has(groupId)
