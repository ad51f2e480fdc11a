import type { Actor } from '../../../platform/actor.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { record } from '../../../platform/facts/index.ts'
import { type Operation, requireReleased } from '../brake/index.ts'
import { forTheRecord, insertVersion, makeCurrent } from '../documents/index.ts'
import { meaningOf } from '../impact/index.ts'
import { addRevision, enforceRevision, lockPolicies } from '../revisions/index.ts'
import { startRollout } from '../rollouts/index.ts'
import type { Change } from './change.ts'
import { type App, type Circumstances, judgeChange } from './judge.ts'
import { changesNothing, type Plan, type PlannedPolicy } from './plan.ts'

export interface How extends Circumstances {
  /** Why, in the author's words. */
  note: string
  /** What makes the revision, in words. */
  cause: string | ((plan: Plan) => string)
  /** The draft that it comes from; a draft always makes a revision, a direct change only one that differs. */
  draft: { id: string; title: string } | null
  /** How the same is done again when somebody lets it pass the mass-change brake. */
  hold: Operation
  /** Somebody let it pass. */
  released: boolean
}

export interface Published {
  plan: Plan
  /** Null when exactly this was in force already. */
  revision: { id: string; number: number } | null
}

/**
 * The one way to put policies in force: names, checks of every exact bundle, tests, approvals and the brake stand before it, and nothing
 * that changes what people get goes round it. All in the caller's transaction.
 * Fails: rules.group_twice, group.not_found, policy.not_found, rollout.running, policy.refused_by_client, tests.failed,
 * approval.required, change.held.
 */
export async function publishChange(app: App, tx: Tx, actor: Actor, change: Change, how: How): Promise<Published> {
  const plan = await requirePublishable(app, tx, actor, change, how)
  await writeVersions(app, tx, actor, plan, how)
  if (!how.draft && changesNothing(plan)) return { plan, revision: null }
  const { rules, defaultPolicyVersionId } = plan
  const revision = await addRevision(tx, app.clock, actor, {
    rules,
    defaultPolicyVersionId,
    tests: [...change.tests],
    draftId: how.draft?.id ?? null,
    note: how.note,
    cause: typeof how.cause === 'string' ? how.cause : how.cause(plan),
  })
  if (how.draft && how.stages) await startRollout(tx, app.clock, actor, { draft: how.draft, revision, stages: how.stages })
  else await enforceRevision(tx, app.clock, actor, revision.id)
  return { plan, revision }
}

/** Whether the brake adds a change to others of the last minutes. Whom a stage reaches is drawn later, so that is looked at by itself. */
export const addsUp = ({ stages }: Pick<Circumstances, 'stages'>): boolean => stages === null

/** Throws what `publishChange` would, and writes nothing: for what is to be published later. */
export async function requirePublishable(app: App, tx: Tx, actor: Actor, change: Change, how: How): Promise<Plan> {
  await lockPolicies(tx, actor.workspaceId)
  const { plan, atOnce, blockers } = await judgeChange(app, tx, actor.workspaceId, change, how)
  if (blockers[0]) throw blockers[0]
  const { hold: operation, released } = how
  // What comes first moves nobody away from anything.
  if (plan.inForce) await requireReleased(app, tx, actor, { comparison: atOnce, operation, released, addsUp: addsUp(how) })
  return plan
}

/**
 * Writes new versions with their facts. In stages they are current only when everybody has them, except of a policy that the list does
 * not serve: nobody is moved by that one.
 */
async function writeVersions(app: App, tx: Tx, actor: Actor, plan: Plan, how: How): Promise<void> {
  const at = app.clock.now()
  for (const policy of plan.policies.values()) {
    const { policyId, versionId: id, version: number, contents, defaults, sha256, current } = policy
    if (policy.step === 'new') {
      const { workspaceId, personId: createdBy } = actor
      const { note } = how
      await insertVersion(tx, { id, policyId, workspaceId, number, contents, defaults, sha256, note, createdBy, at })
      await recordSaved(app, tx, actor, policy, how)
    }
    const waits = how.stages !== null && plan.after.policies.has(policyId)
    if (current.versionId !== id && !waits) await makeCurrent(tx, { policyId, number, at }, true)
  }
}

async function recordSaved(app: App, tx: Tx, actor: Actor, policy: PlannedPolicy, { note, draft }: How): Promise<void> {
  const { policyId: id, name, current, version, sha256 } = policy
  await record(tx, app.clock, actor, {
    kind: 'policy.saved',
    subject: { type: 'policy', id, name },
    detail: {
      note,
      ...(draft && { draftId: draft.id }),
      before: { version: current.version, sha256: current.sha256, ...forTheRecord(current) },
      after: { version, sha256, ...forTheRecord(policy) },
      meaning: meaningOf(current, policy)
        .slice(0, 100)
        .map(({ key, effect, sentence }) => ({ key, effect, sentence })),
    },
  })
}
