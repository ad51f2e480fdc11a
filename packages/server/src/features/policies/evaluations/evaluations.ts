import { isDeepStrictEqual } from 'node:util'
import type { BodyOf, evaluationRoutes } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { announce } from '../../../platform/changes/changes.ts'
import type { Tx } from '../../../platform/db/db.ts'
import type { ObservedCandidate } from '../../../platform/db/schema.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import { newId } from '../../../platform/ids.ts'
import type { Platform } from '../../../platform/platform.ts'
import { findGroupNames } from '../../identity/group-names/index.ts'
import { findPolicies, readTexts, requireServable } from '../documents/index.ts'
import { lockPolicies } from '../revisions/index.ts'
import * as store from './evaluations.store.ts'

type App = Pick<Platform, 'db' | 'clock' | 'config'>

const dayMs = 86_400_000
/** How many runs of a workspace look at its calls at the same time; each takes its part of every call. */
const mostRunning = 20

const isSame = (
  run: { candidate: ObservedCandidate; group_ids: string[] },
  asked: { candidate: ObservedCandidate; groupIds: string[] },
): boolean => isDeepStrictEqual(run.candidate, asked.candidate) && isDeepStrictEqual(run.group_ids, asked.groupIds)

/**
 * Lets a draft observe: what is in force stays enforced, and what the draft would have said is counted. The draft is copied as it is now;
 * later edits do not change a run. Asked for again while the same runs, it is the same run.
 * Fails: draft.not_found, draft.wrong_state, group.not_found, policy.refused_by_client, request.too_many.
 */
export async function startEvaluation(
  app: App,
  actor: Actor,
  input: BodyOf<(typeof evaluationRoutes)['start']>,
): Promise<store.EvaluationRow> {
  return app.db.transaction().execute(async (tx) => {
    await lockPolicies(tx, actor.workspaceId)
    const draft = await lockDraft(tx, actor.workspaceId, input.draftId)
    await requireGroups(tx, actor.workspaceId, input.groupIds)
    const candidate = await readCandidate(tx, actor.workspaceId, draft.contents)
    for (const { policyId, name, contents, defaults } of candidate.policies) {
      requireServable(app.config.publicUrl, { versionId: policyId, name, version: 1, contents, defaults }, `“${name}”: `)
    }
    const startedAt = app.clock.now()
    const running = await store.listRunning(tx, actor.workspaceId, startedAt)
    const same = running.find((it) => it.draft_id === input.draftId && isSame(it, { candidate, groupIds: input.groupIds }))
    if (same) return getEvaluation(tx, actor.workspaceId, same.id)
    if (running.length >= mostRunning)
      throw new Failure('request.too_many', { detail: `${mostRunning} drafts observe already; end one.` })
    const id = newId('evaluation')
    await store.insertEvaluation(tx, {
      id,
      workspaceId: actor.workspaceId,
      draftId: input.draftId,
      title: draft.title,
      candidate,
      groupIds: input.groupIds,
      startedBy: actor.personId,
      startedAt,
      endsAt: new Date(startedAt.getTime() + input.days * dayMs),
    })
    await announce(tx, 'evaluation', actor.workspaceId, id)
    await record(tx, app.clock, actor, {
      kind: 'evaluation.started',
      subject: { type: 'evaluation', id, name: draft.title },
      detail: { draft: input.draftId, groups: input.groupIds, days: input.days },
    })
    return getEvaluation(tx, actor.workspaceId, id)
  })
}

/** Ends a run; its counts stay. Ending it again changes nothing. Fails: evaluation.not_found. */
export async function endEvaluation(app: App, actor: Actor, id: string): Promise<store.EvaluationRow> {
  return app.db.transaction().execute(async (tx) => {
    const { title } = await getEvaluation(tx, actor.workspaceId, id)
    if (await store.endEvaluation(tx, actor.workspaceId, id, app.clock.now())) {
      await announce(tx, 'evaluation', actor.workspaceId, id)
      await record(tx, app.clock, actor, {
        kind: 'evaluation.ended',
        subject: { type: 'evaluation', id, name: title },
        detail: {},
      })
    }
    return getEvaluation(tx, actor.workspaceId, id)
  })
}

export async function getEvaluation(db: Tx | Platform['db'], workspaceId: string, id: string): Promise<store.EvaluationRow> {
  const row = await store.findEvaluation(db, workspaceId, id)
  if (!row) throw new Failure('evaluation.not_found')
  return row
}

async function lockDraft(tx: Tx, workspaceId: string, draftId: string) {
  const draft = await tx
    .selectFrom('policy_draft')
    .select(['title', 'state', 'contents'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', draftId)
    .forShare()
    .executeTakeFirst()
  if (!draft) throw new Failure('draft.not_found')
  if (draft.state === 'published' || draft.state === 'discarded') {
    throw new Failure('draft.wrong_state', { detail: `It is ${draft.state}.` })
  }
  return draft
}

async function requireGroups(tx: Tx, workspaceId: string, ids: string[]): Promise<void> {
  const known = await findGroupNames(tx, workspaceId, ids)
  const problems = ids.flatMap((id, index) =>
    known.has(id) ? [] : [{ place: `body.groupIds.${index}`, message: 'names no group of this workspace' }],
  )
  if (problems.length > 0) throw new Failure('group.not_found', { problems })
}

/** Every policy that the draft serves with the text it would serve: the draft's own, else the current one. */
async function readCandidate(
  tx: Tx,
  workspaceId: string,
  {
    policies,
    rules,
    defaultPolicyId,
  }: Pick<ObservedCandidate, 'rules' | 'defaultPolicyId'> & {
    policies: { policyId: string; contents: string; defaults: string }[]
  },
): Promise<ObservedCandidate> {
  const ids = new Set([...rules.map((it) => it.policyId), ...(defaultPolicyId === null ? [] : [defaultPolicyId])])
  const rows = await findPolicies(tx, workspaceId, [...ids])
  const texts = await readTexts(
    tx,
    rows.map((it) => it.version.id),
  )
  const edited = new Map(policies.map((it) => [it.policyId, it]))
  return {
    rules,
    defaultPolicyId,
    policies: rows.map(({ id, name, version }) => {
      const { contents, defaults } = edited.get(id) ?? texts.get(version.id) ?? { contents: '', defaults: '' }
      return { policyId: id, name, contents, defaults }
    }),
  }
}
