import { checkPolicy, evaluate } from '@bailiwick/policy'
import { parse } from 'smol-toml'
import { decide, servedBundle } from '../packages/server/src/features/policies/delivery/index.ts'
import { compare, withRuling } from '../packages/server/src/features/policies/impact/index.ts'
import type { MemberStanding, PolicyInForce, Ruling, WorkspaceStanding } from '../packages/server/src/features/standing/index.ts'
import { toControls } from '../packages/server/src/features/standing/index.ts'
import { serveParent } from './child.ts'

/** A large company: what decisions cost when all of it is in memory. */
export const large = { people: 100_000, groups: 1_000, rules: 500, policies: 100 }

const ruleText = (n: number) => `[[rules.prefix_rules]]
pattern = [{ token = "tool-${n}" }, { any_of = ["push", "publish"] }]
decision = "prompt"
justification = "Rule ${n}: a person decides."
`
const document = (rules: number, seed: number) =>
  `allowed_sandbox_modes = ["read-only", "workspace-write"]
allowed_web_search_modes = ["cached"]
${Array.from({ length: rules }, (_, n) => ruleText(seed * 1_000 + n)).join('\n')}`

const memoryBefore = usedMemory()
const policies = Array.from(
  { length: large.policies },
  (_, n): PolicyInForce => ({
    policyId: `pol_${n}`,
    name: `Policy ${n}`,
    owner: '',
    purpose: '',
    versionId: `polv_${n}`,
    version: 1,
    contents: document(12, n),
    defaults: '',
  }),
)
const rulingOf = (order: number[]): Ruling => ({
  revision: { id: 'rev', number: 1 },
  ruleSet: {
    rules: order.map((n) => ({ id: `rule_${n}`, groupId: `grp_${n}`, policyId: `pol_${n % large.policies}` })),
    defaultPolicyId: 'pol_0',
  },
  policies: new Map(policies.map((it) => [it.policyId, it])),
})
const order = Array.from({ length: large.rules }, (_, n) => n)
const workspace: WorkspaceStanding = {
  id: 'w',
  slug: 'acme',
  name: 'Acme',
  denialText: '',
  settings: { codex_local: true, device_code: true },
  ...rulingOf(order),
  rollout: null,
  published: new Map(),
  controls: toControls(undefined),
}
const members = Array.from(
  { length: large.people },
  (_, n): MemberStanding => ({
    workspaceId: 'w',
    personId: `user_${n}`,
    name: `Person ${n}`,
    email: `p${n}@acme.test`,
    role: 'member',
    status: 'active',
    groupIds: new Set(Array.from({ length: 4 }, (_, step) => `grp_${(n * 7 + step * 251) % large.groups}`)),
    exceptions: [],
  }),
)
const memoryMembers = usedMemory() - memoryBefore

const now = new Date()
const clock = { now: () => now }
const standing = {
  workspace: () => workspace,
  member: () => undefined,
  members: () => members,
  memberByEmail: () => undefined,
  grant: () => undefined,
}

/** The best of some runs, in milliseconds: what else happens on the machine only ever makes it longer. */
function best(runs: number, work: () => unknown): number {
  let least = Number.POSITIVE_INFINITY
  for (let run = 0; run < runs; run++) {
    const startedAt = performance.now()
    work()
    least = Math.min(least, performance.now() - startedAt)
  }
  return least
}

function usedMemory(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

/** What it costs without us: the same rules asked one after the other, nothing explained. */
function firstMatch(member: MemberStanding): string {
  for (const rule of workspace.ruleSet.rules) if (member.groupIds.has(rule.groupId)) return rule.policyId
  return 'pol_0'
}

export interface PolicyFigures {
  decideMicros: number
  plainMicros: number
  decideAndExplainMicros: number
  evaluateMicros: number
  impactMs: number
  impactMoved: number
  checkMs: number
  parseMs: number
  checkBytes: number
  membersMb: number
}

function measure(): PolicyFigures {
  for (const member of members) decide(workspace, member, now) // warm, and what is shared is worked out
  const moved = withRuling(workspace, rulingOf([...order.slice(250), ...order.slice(0, 250)]))
  const app = { clock, standing }
  const impactMs = best(5, () => compare(app, 'w', { workspace: { ...moved } }))
  const thousand = document(1_000, 1)
  const bundle = servedBundle('https://codex.acme.test', policies[3] ?? null)
  const question = { kind: 'command', command: 'tool-3001 push origin main' } as const
  evaluate(bundle, question)
  const perMember = (ms: number) => (ms * 1_000) / members.length
  return {
    decideMicros: perMember(best(5, () => members.map((it) => decide(workspace, it, now).policy))),
    plainMicros: perMember(best(5, () => members.map(firstMatch))),
    decideAndExplainMicros: perMember(best(5, () => members.map((it) => explained(it)))),
    evaluateMicros: best(5, () => Array.from({ length: 10_000 }, () => evaluate(bundle, question))) / 10,
    impactMs,
    impactMoved: compare(app, 'w', { workspace: moved }).moved,
    checkMs: best(9, () => checkPolicy(thousand)),
    parseMs: best(9, () => parse(thousand)),
    checkBytes: thousand.length,
    membersMb: memoryMembers / 2 ** 20,
  }
}

/** The winner and every rule that was looked at, with its reason. */
function explained(member: MemberStanding): number {
  const { resolution } = decide(workspace, member, now)
  return resolution.considered.filter((it) => it.verdict !== 'not_member').length
}

serveParent(
  {},
  async () => undefined,
  async () => measure(),
)
