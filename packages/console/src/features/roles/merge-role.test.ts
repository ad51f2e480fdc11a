import { expect, test } from 'vitest'
import { mergeRole, type RoleValues } from './merge-role.ts'

const before: RoleValues = { name: 'CI', description: 'Builds', permissions: ['codex.local', 'audit.read'] }

test('both changes hold, in the order of the registry', () => {
  const theirs = {
    ...before,
    description: 'Builds and releases',
    permissions: ['codex.local', 'audit.read', 'policy.read'] as const,
  }
  const mine = { ...before, name: 'Automation', permissions: ['codex.local', 'access_token.create'] as const }
  expect(
    mergeRole(before, { ...theirs, permissions: [...theirs.permissions] }, { ...mine, permissions: [...mine.permissions] }),
  ).toEqual({
    name: 'Automation',
    description: 'Builds and releases',
    permissions: ['codex.local', 'access_token.create', 'policy.read'],
  })
})

test('of a value that both changed, mine stands', () => {
  expect(mergeRole(before, { ...before, name: 'Theirs' }, { ...before, name: 'Mine' }).name).toBe('Mine')
})

test('what I did not touch is theirs, also what they took away', () => {
  expect(mergeRole(before, { ...before, permissions: [] }, before).permissions).toEqual([])
})
