import { checkPolicy, evaluate } from '@bailiwick/policy'
import { parseToml } from '../packages/policy/src/toml/parse-toml.ts'
import { decide, servedBundle } from '../packages/server/src/features/policies/delivery/index.ts'
import { compare, impactWithNames, withRuling } from '../packages/server/src/features/policies/impact/index.ts'
import type { MemberStanding, PolicyInForce, Ruling, WorkspaceStanding } from '../packages/server/src/features/standing/index.ts'
import { toControls, unchangedWorld } from '../packages/server/src/features/standing/index.ts'
import { serveParent } from './child.ts'

/** A large company: what decisions cost when all of it is in memory. */
const large = { people: 100_000, groups: 1_000, rules: 500, policies: 100 }

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
/** @param note makes other texts of the same meaning: nobody has read these before */
const policiesWith = (note: string) =>
  Array.from(
    { length: large.policies },
    (_, n): PolicyInForce => ({
      policyId: `pol_${n}`,
      name: `Policy ${n}`,
      owner: '',
      purpose: '',
      versionId: `polv_${n}`,
      version: 1,
      contents: document(12, n) + note,
      defaults: '',
    }),
  )
const policies = policiesWith('')
const rulingOf = (order: number[], policies: PolicyInForce[]): Ruling => ({
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
  ...unchangedWorld,
  ...rulingOf(order, policies),
  rollout: null,
  published: new Map(),
  controls: toControls(undefined),
}
let drawn = 1
/** The same numbers on every run, without a pattern that groups and rules would share. */
function draw(below: number): number {
  drawn = (Math.imul(drawn, 1_103_515_245) + 12_345) & 0x7fffffff
  return (drawn >> 8) % below
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
    kind: 'human',
    roleIds: [],
    groupIds: new Set(Array.from({ length: 4 }, () => `grp_${draw(large.groups)}`)),
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
  activeMembers: () => members.length,
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
function firstMatch(member: MemberStanding, rules = workspace.ruleSet.rules): string {
  for (const rule of rules) if (member.groupIds.has(rule.groupId)) return rule.policyId
  return 'pol_0'
}

export interface PolicyFigures {
  decideMicros: number
  plainMicros: number
  decideAndExplainMicros: number
  evaluateMicros: number
  impactMs: number
  impactPlainMs: number
  impactMoved: number
  completeMs: number
  completeAgainMs: number
  completeMoves: number
  checkMs: number
  parseMs: number
  checkBytes: number
  membersMb: number
}

const reordered = [...order.slice(250), ...order.slice(0, 250)]

/**
 * The whole answer to a reorder, as a review shows it: who moves, their groups, and what every move means. Nobody has read these policies
 * before, as after a start of the server; `again` is the next time.
 */
async function completeImpact(run: number) {
  const fresh = policiesWith(`\n# run ${run}\n`)
  const before = { ...workspace, ...rulingOf(order, fresh) }
  const app = { clock, standing: { ...standing, workspace: () => before } }
  const names = async (ids: string[]) => new Map(ids.map((id) => [id, { id, name: id }]))
  const answer = () => impactWithNames(compare(app, 'w', { workspace: withRuling(before, rulingOf(reordered, fresh)) }), names)
  const startedAt = performance.now()
  const { moves } = await answer()
  const answeredAt = performance.now()
  await answer()
  return { ms: answeredAt - startedAt, againMs: performance.now() - answeredAt, moves: moves.length }
}

async function measure(): Promise<PolicyFigures> {
  const complete = [await completeImpact(0), await completeImpact(1), await completeImpact(2)]
  for (const member of members) decide(workspace, member, now) // warm, and what is shared is worked out
  const moved = withRuling(workspace, rulingOf(reordered, policies))
  const app = { clock, standing }
  const impactMs = best(5, () => compare(app, 'w', { workspace: { ...moved } }))
  const thousand = document(1_000, 1)
  let texts = 0
  const another = () => `${thousand}# ${++texts}\n` // what was read a moment ago is not read again
  const bundle = servedBundle('https://codex.acme.test', policies[3] ?? null)
  const question = { kind: 'command', command: 'tool-3001 push origin main' } as const
  evaluate(bundle, question)
  const perMember = (ms: number) => (ms * 1_000) / members.length
  return {
    decideMicros: perMember(best(5, () => members.map((it) => decide(workspace, it, now).policy))),
    plainMicros: perMember(best(5, () => members.map((it) => firstMatch(it)))),
    decideAndExplainMicros: perMember(best(5, () => members.map((it) => explained(it)))),
    evaluateMicros: best(5, () => Array.from({ length: 10_000 }, () => evaluate(bundle, question))) / 10,
    impactMs,
    impactPlainMs: best(5, () => members.filter((it) => firstMatch(it) !== firstMatch(it, moved.ruleSet.rules)).length),
    impactMoved: compare(app, 'w', { workspace: moved }).moved,
    completeMs: Math.min(...complete.map((it) => it.ms)),
    completeAgainMs: Math.min(...complete.map((it) => it.againMs)),
    completeMoves: complete[0]?.moves ?? 0,
    checkMs: best(9, () => checkPolicy(another())),
    parseMs: best(9, () => parseToml(another())),
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
  () => measure(),
)
