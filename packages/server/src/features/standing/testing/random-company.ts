import { delegablePermissions, type Permission, roleNames } from '@bailiwick/contracts'
import fc from 'fast-check'
import type { AccessSubject, AccessWorld } from '../access.ts'
import type { PlainWorld } from './access-model.ts'

const roleIds = ['r1', 'r2', 'r3', 'r4']
const groupIds = ['g1', 'g2', 'g3']

/** Small companies, in which everything that decides happens often. Roles are named that do not exist, as after a deletion. */
export const companies: fc.Arbitrary<PlainWorld> = fc.record({
  toggles: fc.record({
    local: fc.boolean(),
    localByDefault: fc.boolean(),
    deviceCode: fc.boolean(),
    tokens: fc.boolean(),
    administer: fc.boolean(),
  }),
  roles: fc
    .subarray(roleIds)
    .chain((ids) => fc.tuple(...ids.map((id) => fc.record({ id: fc.constant(id), allows: fc.subarray(delegablePermissions) })))),
  groups: fc.tuple(...groupIds.map((id) => fc.record({ id: fc.constant(id), gives: fc.subarray(roleIds) }))),
  person: fc.record({
    builtIn: fc.constantFrom(...roleNames),
    active: fc.boolean(),
    in: fc.subarray(groupIds),
    direct: fc.oneof({ weight: 2, arbitrary: fc.constant<string[]>([]) }, { weight: 1, arbitrary: fc.subarray(roleIds) }),
  }),
})

/** The same company as the resolver takes it. */
export function toCase({ toggles, roles, groups, person }: PlainWorld): { world: AccessWorld; subject: AccessSubject } {
  return {
    world: {
      settings: {
        codex_local: toggles.local,
        codex_local_by_default: toggles.localByDefault,
        device_code: toggles.deviceCode,
        access_tokens: toggles.tokens,
        administer_codex: toggles.administer,
      },
      roles: new Map(roles.map((it) => [it.id, { id: it.id, name: it.id, permissions: new Set<Permission>(it.allows) }])),
      groupRoles: new Map(groups.map((it) => [it.id, it.gives])),
    },
    subject: {
      role: person.builtIn,
      status: person.active ? 'active' : 'deactivated',
      groupIds: new Set(person.in),
      roleIds: person.direct,
    },
  }
}
