import { type Permission, permissionNames, permissions as registry, roleNames } from '@bailiwick/contracts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AccessSubject, type AccessWorld, decideAccess, heldRoleIds, permissionsOf, unchangedWorld } from './access.ts'
import { compareAccess } from './compare-access.ts'
import { sayAccess } from './say-access.ts'
import { mayInModel } from './testing/access-model.ts'
import { companies, toCase } from './testing/random-company.ts'

const everything = { numRuns: 1_000 }
const somebody: AccessSubject = { role: 'member', status: 'active', groupIds: new Set(), roleIds: [] }

function world(roles: Record<string, Permission[]>, groupRoles: Record<string, string[]> = {}, settings = {}): AccessWorld {
  return {
    settings: { ...unchangedWorld.settings, ...settings },
    roles: new Map(Object.entries(roles).map(([id, held]) => [id, { id, name: id, permissions: new Set(held) }])),
    groupRoles: new Map(Object.entries(groupRoles)),
  }
}

test('in any company the resolver says what the rules say, for every permission', () => {
  fc.assert(
    fc.property(companies, (company) => {
      const { world, subject } = toCase(company)
      for (const permission of permissionNames) {
        expect(decideAccess(world, subject, permission).allowed, permission).toBe(mayInModel(company, permission))
      }
    }),
    everything,
  )
})

test('a decision and its explanation are one: allowed exactly when nothing stands in the way and something grants it', () => {
  fc.assert(
    fc.property(companies, fc.constantFrom(...permissionNames), (company, permission) => {
      const { world, subject } = toCase(company)
      const decision = decideAccess(world, subject, permission)
      expect(decision.allowed).toBe(decision.obstacle === null)
      if (decision.allowed) expect(decision.sources.length).toBeGreaterThan(0)
      for (const source of decision.sources) {
        if (source.kind !== 'custom_role') continue
        expect(world.roles.get(source.roleId)?.permissions.has(source.by)).toBe(true)
        const given = source.groupId === null ? subject.roleIds : (world.groupRoles.get(source.groupId) ?? [])
        expect(given).toContain(source.roleId)
      }
      expect(sayAccess(world, decision)).toMatch(/^[A-Z“].*\.$/)
      expect(permissionsOf(world, subject).has(permission)).toBe(decision.allowed)
    }),
    everything,
  )
})

test('another role never takes anything away, but the first one takes what only the default role gave', () => {
  fc.assert(
    fc.property(companies, fc.constantFrom('r1', 'r2', 'r3', 'r4'), (company, roleId) => {
      const { world, subject } = toCase(company)
      const before = permissionsOf(world, subject)
      const after = permissionsOf(world, { ...subject, roleIds: [...subject.roleIds, roleId] })
      const lost = before.difference(after)
      if (heldRoleIds(world, subject).length > 0 || !world.roles.has(roleId)) expect([...lost]).toEqual([])
      for (const it of lost) {
        const kinds = new Set(decideAccess(world, subject, it).sources.map((source) => source.kind))
        expect([...kinds], it).toEqual(['default_role'])
      }
    }),
    everything,
  )
})

test('what a comparison says that people gain and lose is what everybody has before and after', () => {
  fc.assert(
    fc.property(fc.array(companies, { minLength: 1, maxLength: 5 }), companies, (people, other) => {
      const [first] = people
      if (!first) return
      const [before, after] = [toCase(first).world, toCase(other).world]
      const members = people.map((it, id) => ({ ...toCase(it).subject, id }))
      const comparison = compareAccess(members, before, after)
      for (const permission of permissionNames) {
        const may = (in_: AccessWorld) => new Set(members.filter((it) => decideAccess(in_, it, permission).allowed))
        const [had, has] = [may(before), may(after)]
        expect(new Set(comparison.gains.get(permission))).toEqual(has.difference(had))
        expect(new Set(comparison.loses.get(permission))).toEqual(had.difference(has))
        expect(comparison.holders.get(permission)?.all ?? 0).toBe(has.size)
        const notOwners = [...has].filter((it) => it.role !== 'owner').length
        expect(comparison.holders.get(permission)?.notOwners ?? 0).toBe(notOwners)
      }
    }),
    { numRuns: 300 },
  )
})

describe('the seed, read aloud', () => {
  test('a Codex Admin holding only that role loses Local (RB-09); both roles have both', () => {
    const both = world({ admin: ['codex.administer'], user: ['codex.local'] }, { admins: ['admin'], users: ['user'] })
    const only = { ...somebody, groupIds: new Set(['admins']) }
    expect(decideAccess(both, only, 'policy.manage').allowed).toBe(true)
    expect(decideAccess(both, only, 'codex.local')).toMatchObject({ allowed: false, obstacle: { kind: 'custom_roles_lack' } })
    const inBoth = { ...somebody, groupIds: new Set(['admins', 'users']) }
    expect(decideAccess(both, inBoth, 'codex.local').allowed).toBe(true)
    expect(decideAccess(both, inBoth, 'policy.manage').sources).toEqual([
      { kind: 'custom_role', roleId: 'admin', groupId: 'admins', by: 'codex.administer' },
    ])
  })

  test('Codex Local off is off for everyone, whatever a role says (WS-03)', () => {
    const off = world({ user: ['codex.local'] }, {}, { codex_local: false })
    const decision = decideAccess(off, { ...somebody, roleIds: ['user'] }, 'codex.local')
    expect(decision).toMatchObject({ allowed: false, obstacle: { kind: 'off_for_everyone' }, sources: [{ kind: 'custom_role' }] })
    expect(sayAccess(off, decision)).toBe('“Allow members to use Codex Local” is off for the workspace.')
  })

  test('a role grants what its toggle keeps from the default role (RB-02)', () => {
    const tokens = world({ ci: ['access_token.create'] })
    expect(decideAccess(tokens, somebody, 'access_token.create').obstacle).toMatchObject({ kind: 'default_role_lacks' })
    expect(decideAccess(tokens, { ...somebody, roleIds: ['ci'] }, 'access_token.create').allowed).toBe(true)
  })

  test('a role that allows nothing is a role: the default role does not count', () => {
    const locked = world({ locked: [] })
    expect([...permissionsOf(locked, { ...somebody, roleIds: ['locked'] })]).toEqual([])
  })
})

test('deny by default: no world, no membership, a deactivated one, and a role that names an owner’s right', () => {
  for (const permission of permissionNames) {
    expect(decideAccess(undefined, somebody, permission).obstacle?.kind).toBe('not_member')
    expect(decideAccess(unchangedWorld, undefined, permission).obstacle?.kind).toBe('not_member')
    const gone: AccessSubject = { ...somebody, role: 'owner', status: 'deactivated', roleIds: ['all'] }
    expect(decideAccess(world({ all: permissionNames }), gone, permission).obstacle?.kind).toBe('deactivated')
  }
})

test('the written matrix: owners hold everything that administers, and no other built-in role holds what is theirs', () => {
  for (const role of roleNames) {
    const held = permissionsOf(unchangedWorld, { ...somebody, role })
    const owners = permissionNames.filter((it) => registry[it].area === 'owners')
    expect([...held].filter((it) => owners.includes(it))).toHaveLength(role === 'owner' ? owners.length : 0)
  }
})
