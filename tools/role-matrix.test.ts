import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { builtInRoles, permissionNames, permissions, roleNames } from '../packages/contracts/src/index.ts'

test('the written matrix of docs/roles.md is the one that decides', () => {
  const text = readFileSync(new URL('../docs/roles.md', import.meta.url), 'utf8')
  const rows = text.split('\n').filter((line) => /^\| `[a-z_]+\.[a-z_]+` \|/.test(line))
  const expected = permissionNames.map((permission) => {
    const { label, area } = permissions[permission]
    const cells = roleNames.map((role) => {
      if (builtInRoles[role].permissions.includes(permission)) return '✓'
      return area === 'use' ? 'default role' : '–'
    })
    return `| \`${permission}\` | ${label} | ${cells.join(' | ')} | ${area === 'owners' ? '–' : '✓'} |`
  })
  expect(rows).toEqual(expected)
})
