import { builtInRoles, impliedPermissions, permissions, settingCatalogue } from '@bailiwick/contracts'
import type { AccessDecision, AccessWorld, Obstacle, Source } from './access.ts'

/** The decision's reason as one sentence for people. `groupName` names a group by its id. */
export function sayAccess(
  world: AccessWorld | undefined,
  { obstacle, sources }: AccessDecision,
  groupName: (id: string) => string = () => 'a group',
): string {
  if (obstacle) return sayObstacle(world, obstacle)
  const [first] = sources
  return first ? `${saySource(world, first, groupName)}.` : ''
}

/** Through what somebody has it, without a full stop: `Custom role “CI” through the group “Builders”`. */
export function saySource(world: AccessWorld | undefined, source: Source, groupName: (id: string) => string): string {
  switch (source.kind) {
    case 'built_in':
      return `Built-in role ${builtInRoles[source.role].label}`
    case 'default_role':
      return `Default role: “${settingCatalogue[source.setting].label}” is on for the workspace`
    case 'custom_role': {
      const role = `Custom role “${world?.roles.get(source.roleId)?.name ?? 'deleted'}”`
      const with_ = impliedPermissions[source.by] ? ` with “${permissions[source.by].label}”` : ''
      return source.groupId === null
        ? `${role}${with_}, given directly`
        : `${role}${with_} through the group “${groupName(source.groupId)}”`
    }
  }
}

function sayObstacle(world: AccessWorld | undefined, obstacle: Obstacle): string {
  switch (obstacle.kind) {
    case 'not_member':
      return 'Not a member of this workspace.'
    case 'deactivated':
      return 'The membership is deactivated.'
    case 'off_for_everyone':
      return `“${settingCatalogue[obstacle.setting].label}” is off for the workspace.`
    case 'default_role_lacks':
      return `“${settingCatalogue[obstacle.setting].label}” is off for the workspace, and no custom role allows it.`
    case 'custom_roles_lack': {
      const names = obstacle.roleIds.map((id) => `“${world?.roles.get(id)?.name ?? 'deleted'}”`)
      return names.length === 1
        ? `The custom role ${names[0]} does not allow it, and whoever has a custom role does not get the default role.`
        : `None of the custom roles ${names.join(', ')} allows it, and whoever has a custom role does not get the default role.`
    }
    case 'not_given':
      return 'No role gives it.'
  }
}
