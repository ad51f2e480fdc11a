import { builtInRoles, type Permission, type RoleName } from '@bailiwick/contracts'

/** A company as a list of plain things, and the rules of access read aloud: slow, and written without looking at the resolver. */
export interface PlainWorld {
  toggles: { local: boolean; localByDefault: boolean; deviceCode: boolean; tokens: boolean; administer: boolean }
  roles: { id: string; allows: Permission[] }[]
  groups: { id: string; gives: string[] }[]
  person: { builtIn: RoleName; active: boolean; in: string[]; direct: string[] }
}

const codexAdministration: Permission[] = [
  'analytics.read',
  'policy.read',
  'policy.manage',
  'policy.approve',
  'exception.grant',
  'group.read',
]

/** Whether the person of a company may do something, by the seed's words. */
export function mayInModel(company: PlainWorld, wanted: Permission): boolean {
  const { person, toggles } = company
  if (!person.active) return false
  if (wanted === 'codex.local' && !toggles.local) return false

  const names = new Set(person.direct)
  for (const group of company.groups) {
    if (person.in.includes(group.id)) for (const name of group.gives) names.add(name)
  }
  const mine = company.roles.filter((role) => names.has(role.id))

  const allowed: Permission[] = [...builtInRoles[person.builtIn].permissions]
  if (mine.length === 0) {
    if (toggles.localByDefault) allowed.push('codex.local')
    if (toggles.deviceCode) allowed.push('codex.device_code')
    if (toggles.tokens) allowed.push('access_token.create')
    if (toggles.administer) allowed.push('codex.administer')
  }
  for (const role of mine) allowed.push(...role.allows)
  if (allowed.includes('codex.administer')) allowed.push(...codexAdministration)
  return allowed.includes(wanted)
}
