import { builtInRoles, type RoleName, roleNames } from '@bailiwick/contracts'

/** Roles to choose from. Without `role.assign` only the plain member role can be given (WS-12). */
export function roleChoices(mayAssign: boolean): { value: RoleName; label: string; disabled: boolean }[] {
  return roleNames.toReversed().map((role) => ({
    value: role,
    label: builtInRoles[role].label,
    disabled: !mayAssign && role !== 'member',
  }))
}
