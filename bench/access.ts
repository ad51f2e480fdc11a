import { defaultSettings, type Permission } from '@bailiwick/contracts'
import {
  type AccessSubject,
  type AccessWorld,
  compareAccess,
  decideAccess,
  permissionsOf,
  sayAccess,
} from '../packages/server/src/features/standing/index.ts'

/** A large company in memory: 40 of its groups give roles; everybody is in six groups, most of which give nothing. */
function company(people: number): { world: AccessWorld; members: AccessSubject[] } {
  const roles = Array.from({ length: 30 }, (_, n) => ({
    id: `role_${n}`,
    name: `Role ${n}`,
    permissions: new Set<Permission>(['codex.local', n % 3 === 0 ? 'audit.read' : 'codex.administer']),
  }))
  const world = {
    settings: defaultSettings,
    roles: new Map(roles.map((it) => [it.id, it])),
    groupRoles: new Map(Array.from({ length: 40 }, (_, n) => [`grp_${n}`, [`role_${n % 30}`]])),
  }
  const groupsOf = (n: number) => [0, 1, 2, 3, 4, 5].map((k) => `grp_${(n * 31 + k * 977) % 1_000}`)
  const members = Array.from(
    { length: people },
    (_, n): AccessSubject => ({
      role: 'member',
      status: 'active',
      groupIds: new Set(groupsOf(n)),
      roleIds: n % 50 === 0 ? [`role_${n % 30}`] : [],
    }),
  )
  return { world, members }
}

/** What a permission decision with its explanation costs, beside looking one permission up in a set. */
export function showAccess({ people, rounds }: { people: number; rounds: number }): void {
  const { world, members } = company(people)
  const { roles } = world
  const fewer = { ...world, roles: new Map([...roles].slice(1)) }
  const [first] = roles.values()
  const each = (work: (member: AccessSubject) => unknown) => () => {
    for (const it of members) work(it)
    return members.length
  }
  const measured = {
    'a bare look into one set': each((it) => first?.permissions.has(it.status === 'active' ? 'audit.read' : 'group.read')),
    'a decision': each((it) => decideAccess(world, it, 'policy.manage')),
    'a decision, said': each((it) => sayAccess(world, decideAccess(world, it, 'policy.manage'))),
    'everything that one person may': each((it) => permissionsOf(world, it)),
    [`what a role less does to ${people} people`]: () => {
      compareAccess(members, world, fewer)
      return 1
    },
  }
  const rows: Record<string, object> = {}
  for (const [name, work] of Object.entries(measured)) {
    const micros: number[] = []
    for (let round = 0; round <= rounds; round++) {
      const at = performance.now()
      const times = work()
      if (round > 0) micros.push(((performance.now() - at) * 1_000) / times)
    }
    const median = micros.toSorted((a, b) => a - b)[Math.floor(micros.length / 2)] ?? 0
    rows[name] = { 'µs each': Number(median.toFixed(2)), 'per second and core': Math.round(1e6 / median) }
  }
  console.log(`\nAccess decisions in a company of ${people}`)
  console.table(rows)
}
