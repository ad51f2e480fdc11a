import type { Group } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { groupGives, type WorkspaceStanding } from '../../standing/index.ts'
import { beyond } from '../members/index.ts'
import type { GroupRow } from './groups.store.ts'

/** A row as the API shows it, with the rule that names it and what the reader may do. */
export function toGroup(actor: Actor, workspace: WorkspaceStanding | undefined, row: GroupRow): Group {
  const index = workspace?.ruleSet.rules.findIndex((it) => it.groupId === row.id) ?? -1
  const policy = workspace?.policies.get(workspace.ruleSet.rules[index]?.policyId ?? '')
  const rule = policy ? { position: index + 1, policy: { id: policy.policyId, name: policy.name } } : null
  const manage = actor.permissions.has('group.manage')
  const changeMembers = manage && row.source === 'manual' && beyond(actor, groupGives(workspace, row.id)).length === 0
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    source: row.source,
    directory: row.directory,
    takeover: row.taken_over_at ? { at: row.taken_over_at.toISOString(), carried: row.carried } : null,
    members: row.members,
    rule,
    roles: row.roles,
    createdAt: row.created_at.toISOString(),
    can: { manage, changeMembers, delete: changeMembers && !rule, why: whyNot() },
  }

  function whyNot(): string | null {
    if (!manage) return 'Needs the permission group.manage.'
    if (row.source === 'scim') return 'A directory owns this group.'
    if (!changeMembers) return 'This group gives rights that you lack.'
    return rule && `Policy rule ${rule.position} uses this group.`
  }
}
