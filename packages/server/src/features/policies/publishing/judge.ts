import type { PolicyCheck, PolicyControls } from '@bailiwick/contracts'
import type { Executor } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import { readControls } from '../controls/index.ts'
import { checkOfVersion, checkServed, refusalOf } from '../documents/index.ts'
import type { Change } from './change.ts'
import { type Plan, type PlannedPolicy, planChange } from './plan.ts'

export type App = Pick<Platform, 'db' | 'clock' | 'config' | 'log'> & { standing: Standing }

export interface Circumstances {
  /** Approvals of exactly this change that count now. */
  approvals: number
  /** Where the list stands, for places of what is wrong with it. */
  at?: string
}

/** Everything that decides whether a change can be put in force now. */
export interface Judgement {
  plan: Plan
  controls: PolicyControls
  checks: { policy: PlannedPolicy; changed: boolean; check: PolicyCheck }[]
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
  { approvals, at }: Circumstances,
): Promise<Judgement> {
  const plan = await planChange(db, workspaceId, change, at)
  const controls = await readControls(db, workspaceId)
  const checks = checkPolicies(app, plan)
  const blockers = [
    ...plan.wrong,
    ...(await runningRollout(db, workspaceId)),
    ...checks.flatMap(({ policy, check }) => refusalOf(check, policy, `“${policy.name}”: `) ?? []),
    ...missingApprovals(controls, approvals),
  ]
  return { plan, controls, checks, blockers }
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

function missingApprovals({ approvals: needed }: PolicyControls, given: number): Failure[] {
  if (given >= needed) return []
  return [new Failure('approval.required', { detail: `It has ${given} of ${needed}.`, more: { needed, given } })]
}
