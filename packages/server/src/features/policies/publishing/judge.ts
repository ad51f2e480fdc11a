import type { PolicyCheck, PolicyControls, PolicyTestResult, Stage } from '@bailiwick/contracts'
import type { z } from 'zod'
import type { Executor } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import { readControls } from '../controls/index.ts'
import { checkOfVersion, checkServed, refusalOf } from '../documents/index.ts'
import type { Comparison } from '../impact/index.ts'
import { testRuling } from '../tests/index.ts'
import type { Change } from './change.ts'
import { foresee, foreseeFirstStage } from './foresee.ts'
import { type Plan, type PlannedPolicy, planChange } from './plan.ts'
import { wrongStages } from './wrong-stages.ts'

export type App = Pick<Platform, 'db' | 'clock' | 'config' | 'log'> & { standing: Standing }

export interface Circumstances {
  /** Approvals of exactly this change that count now. */
  approvals: number
  /** In stages; null is for everybody at once. */
  stages: Stage[] | null
  /** Where the list stands, for places of what is wrong with it. */
  at?: string
}

/** Everything that decides whether a change can be put in force now. */
export interface Judgement {
  plan: Plan
  controls: PolicyControls
  checks: { policy: PlannedPolicy; changed: boolean; check: PolicyCheck }[]
  tests: z.infer<typeof PolicyTestResult>[]
  /** What the whole change does to whom. */
  comparison: Comparison
  /** What happens at once, which the mass-change brake looks at: the first stage, where there are stages. */
  atOnce: Comparison
  /** In the order in which they are told; empty when nothing but the brake stands against it. */
  blockers: Failure[]
}

/**
 * Judges a change against what is in force: publishing refuses with what a review shows, because both ask here. Nothing is written.
 */
export async function judgeChange(
  app: App,
  db: Executor,
  workspaceId: string,
  change: Change,
  { approvals, stages, at }: Circumstances,
): Promise<Judgement> {
  const plan = await planChange(db, workspaceId, change, at)
  const controls = await readControls(db, workspaceId)
  const checks = checkPolicies(app, plan)
  const tests = await testRuling(app, db, workspaceId, change.tests, plan.after)
  const comparison = foresee(app, workspaceId, plan)
  const blockers = [
    ...plan.wrong,
    ...(await wrongStages(db, workspaceId, stages ?? [])),
    ...(await runningRollout(db, workspaceId)),
    ...checks.flatMap(({ policy, check }) => refusalOf(check, policy, `“${policy.name}”: `) ?? []),
    ...failedTests(tests),
    ...missingApprovals(controls, approvals),
  ]
  const atOnce = stages ? foreseeFirstStage(app, workspaceId, plan, stages) : comparison
  return { plan, controls, checks, tests, comparison, atOnce, blockers }
}

/** Every policy in the list and every new text: clients may have been recorded since an older one was saved. */
function checkPolicies({ config }: App, { policies }: Plan): Judgement['checks'] {
  return [...policies.values()].map((policy) => ({
    policy,
    changed: policy.step !== 'stays',
    check: policy.step === 'new' ? checkServed(config.publicUrl, policy) : checkOfVersion(config.publicUrl, policy),
  }))
}

async function runningRollout(db: Executor, workspaceId: string): Promise<Failure[]> {
  const row = await db
    .selectFrom('policy_rollout')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('state', 'in', ['running', 'halted'])
    .executeTakeFirst()
  return row ? [new Failure('rollout.running', { more: { rolloutId: row.id } })] : []
}

function failedTests(tests: Judgement['tests']): Failure[] {
  const problems = tests.flatMap(({ id, passed, sentence, because }, index) =>
    passed ? [] : [{ place: `tests.${index}`, message: `${sentence} ${because}`, code: id }],
  )
  if (problems.length === 0) return []
  return [new Failure('tests.failed', { detail: `${problems.length} of ${tests.length}.`, problems })]
}

function missingApprovals({ approvals: needed }: PolicyControls, given: number): Failure[] {
  if (given >= needed) return []
  return [new Failure('approval.required', { detail: `It has ${given} of ${needed}.`, more: { needed, given } })]
}
