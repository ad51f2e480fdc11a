import {
  type Permission,
  permissionNames,
  permissions,
  type RouteContract,
  roleNames,
  routeGroups,
  usePermissions,
} from '@bailiwick/contracts'
import { ownersOnly, roleMatrix } from './role-matrix.ts'

const heads = ['Owner', 'Admin', 'Codex Admin', 'Analytics viewer', 'Member']

/** docs/permissions.md: roles and permissions, and what each permission opens. */
export function permissionsPage(): string {
  const own = new Set<Permission>(ownersOnly)
  const marks = (permission: Permission) => {
    const without = usePermissions.includes(permission) ? 'd' : '–'
    const written = /^[oacvm-]{5}$/.test(roleMatrix[permission])
    return written ? [...roleMatrix[permission]].map((it) => (it === '-' ? without : '✓')) : roleNames.map(() => without)
  }
  const matrix = permissionNames.map(
    (it) => `| \`${it}\` | ${permissions[it].label} | ${marks(it).join(' | ')} | ${own.has(it) ? '–' : '✓'} |`,
  )
  const opened = new Map<string, string[]>()
  for (const [heading, routes] of Object.entries(routeGroups)) {
    for (const [name, route] of Object.entries<RouteContract>(routes)) {
      opened.set(route.needs, [...(opened.get(route.needs) ?? []), `${heading}: ${name}`])
    }
  }
  const classes = { public: 'nobody signed in', person: 'a signed-in person', member: 'any active member, and any admin key' }
  const rows = [...opened].map(
    ([needs, titles]) => `| ${needs in classes ? Reflect.get(classes, needs) : `\`${needs}\``} | ${titles.join(', ')} |`,
  )
  return [
    '# Permissions',
    '',
    'Made from the contracts and a written table of roles by a test, which fails when this page is stale (`vitest -u` writes it anew).',
    'What roles are for, and how custom roles add up, is in [roles and permissions](roles.md).',
    '',
    '## Who holds what',
    '',
    'd: whoever has no custom role has it when the default role does. The last column: whether a custom role may hold it.',
    '',
    `| permission | | ${heads.join(' | ')} | custom role |`,
    `| --- | --- | ${heads.map(() => '---').join(' | ')} | --- |`,
    ...matrix,
    '',
    '## What each opens',
    '',
    'A route may ask for more than this once it knows what it is about: whose key, whose account, which group.',
    '',
    '| needs | routes |',
    '| --- | --- |',
    ...rows,
    '',
  ].join('\n')
}
