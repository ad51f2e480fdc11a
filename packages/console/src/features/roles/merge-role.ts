import { type Permission, permissionNames } from '@bailiwick/contracts'

/** What an owner edits of a custom role. */
export interface RoleValues extends Record<string, unknown> {
  name: string
  description: string
  permissions: Permission[]
}

/** Both owners' changes to one role together. Of name and description, which are one value each, mine stands where I changed it. */
export function mergeRole(before: RoleValues, theirs: RoleValues, mine: RoleValues): RoleValues {
  const touched = (it: Permission) => mine.permissions.includes(it) !== before.permissions.includes(it)
  return {
    name: mine.name === before.name ? theirs.name : mine.name,
    description: mine.description === before.description ? theirs.description : mine.description,
    permissions: permissionNames.filter((it) => (touched(it) ? mine : theirs).permissions.includes(it)),
  }
}
