import type { BodyOf, DraftContents, draftRoutes, ProblemPlace } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import type { Tx } from '../../../platform/db/db.ts'
import type { DraftBase } from '../../../platform/db/lifecycle-schema.ts'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'
import { hashTexts, readTexts, readTextsOf, type Texts } from '../documents/index.ts'
import { findNamed } from '../publishing/index.ts'
import { addAuthor } from './authors.ts'
import { readPresent, sameTexts, toBase } from './base.ts'
import { takeDraft } from './draft-turn.ts'
import { type DraftRow, getDraft, updateDraft } from './drafts.store.ts'
import { recordDraft } from './drafts.ts'
import { changesInWords, readNames } from './in-words.ts'
import { type Conflict, mergeDraft, type Side } from './merge.ts'

type App = Pick<Platform, 'db' | 'clock'>
type Save = BodyOf<(typeof draftRoutes)['save']>
type Rebase = BodyOf<(typeof draftRoutes)['rebase']>

/**
 * Saves what the draft would put in force; parts that are left out stay. Every save is another edit, which takes back a request for
 * approval. A document that a client would refuse can be saved: the review says so, and it cannot be published.
 * Fails: draft.not_found, draft.wrong_state, draft.edited_meanwhile, policy.not_found, group.not_found, rules.group_twice, policy.too_large.
 */
export async function saveDraft(app: App, actor: Actor, draftId: string, input: Save): Promise<DraftRow> {
  const policies = input.policies && readDocuments(input.policies)
  return app.db.transaction().execute(async (tx) => {
    const draft = await takeDraft(tx, actor, draftId, 'edit', input.expectedEdit)
    const { rules, defaultPolicyId } = input
    const named = { rules: rules ?? [], defaultPolicyId: defaultPolicyId ?? null, texts: policies?.map((it) => it.policyId) }
    const { wrong } = await findNamed(tx, actor.workspaceId, named)
    if (wrong[0]) throw wrong[0]
    const base = policies ? await withNewPolicies(tx, draft, policies) : draft.base
    const contents: DraftContents = {
      policies: policies ? await onlyDiffering(tx, base, policies) : draft.contents.policies,
      rules: rules ?? draft.contents.rules,
      defaultPolicyId: defaultPolicyId === undefined ? draft.contents.defaultPolicyId : defaultPolicyId,
      tests: input.tests ?? draft.contents.tests,
    }
    return keepEdit(app, tx, actor, draft, { base, contents }, 'draft.saved')
  })
}

/**
 * Moves a draft onto what is in force now: what only one side changed is taken from it. Where both changed the same thing, `keep` decides,
 * and nothing happens without it. It is another edit, so approvals are asked for anew.
 * Fails: draft.not_found, draft.wrong_state, draft.edited_meanwhile, draft.conflicts (with them).
 */
export async function rebaseDraft(app: App, actor: Actor, draftId: string, input: Rebase): Promise<DraftRow> {
  return app.db.transaction().execute(async (tx) => {
    const draft = await takeDraft(tx, actor, draftId, 'edit', input.expectedEdit)
    const { present, contents, conflicts } = await mergeDraft(tx, draft, input.keep)
    if (!input.keep) refuseConflicts(conflicts)
    const moved = { base: toBase(present), contents, baseRevision: present.revision?.number ?? null }
    return keepEdit(app, tx, actor, draft, moved, 'draft.rebased', conflicts, input.keep)
  })
}

/** Throws `draft.conflicts` with what stands against each other. */
export function refuseConflicts(conflicts: Conflict[]): void {
  if (conflicts.length === 0) return
  const places = conflicts.map((it) => (it.policy ? `“${it.policy.name}”` : `the ${it.subject}`))
  throw new Failure('draft.conflicts', { detail: `Both sides changed ${places.join(', ')}.`, more: { conflicts } })
}

async function keepEdit(
  app: App,
  tx: Tx,
  actor: Actor,
  draft: DraftRow,
  next: { base: DraftBase; contents: DraftContents; baseRevision?: number | null },
  kind: 'draft.saved' | 'draft.rebased',
  conflicts: Conflict[] = [],
  keep?: Side,
): Promise<DraftRow> {
  const { id, workspace_id: workspaceId } = draft
  const { base, contents, baseRevision = draft.base_revision } = next
  await updateDraft(tx, id, {
    base: JSON.stringify(base),
    contents: JSON.stringify(contents),
    base_revision: baseRevision,
    edit: draft.edit + 1,
    state: 'open',
    not_published_because: null,
    updated_by: actor.personId,
    updated_at: app.clock.now(),
  })
  await addAuthor(tx, id, actor)
  const names = await readNames(tx, workspaceId, [draft.base, draft.contents, base, contents])
  const kept = conflicts.map((it) => ({ subject: it.subject, policy: it.policy?.name, kept: keep }))
  await recordDraft(app, tx, actor, kind, draft, {
    before: tell(draft.edit, draft.base_revision, draft.base, draft.contents, names),
    after: tell(draft.edit + 1, baseRevision, base, contents, names),
    ...(kept.length > 0 && { conflicts: kept }),
  })
  return getDraft(tx, workspaceId, id)
}

const tell = (
  edit: number,
  baseRevision: number | null,
  base: DraftBase,
  contents: DraftContents,
  names: Awaited<ReturnType<typeof readNames>>,
) => ({
  edit,
  baseRevision,
  changes: changesInWords(base, contents, names),
  documents: contents.policies.map((it) => ({ policy: names.policy(it.policyId), sha256: hashTexts(it) })),
})

/** Well-formed and not too large; each policy once. */
function readDocuments(policies: DraftContents['policies']): DraftContents['policies'] {
  const first = new Map<string, number>()
  const problems: ProblemPlace[] = []
  const read = policies.map(({ policyId, ...texts }, index) => {
    const before = first.get(policyId)
    if (before === undefined) first.set(policyId, index)
    else problems.push({ place: `body.policies.${index}.policyId`, message: `stands at ${before} already` })
    const { contents, defaults } = readTextsOf(texts)
    return { policyId, contents, defaults }
  })
  if (problems.length > 0) throw new Failure('request.invalid', { problems })
  return read
}

/** A policy that was made after the draft was begun joins its base when the draft first writes it. */
async function withNewPolicies(tx: Tx, draft: DraftRow, policies: { policyId: string }[]): Promise<DraftBase> {
  const added = policies.filter((it) => draft.base.versions[it.policyId] === undefined)
  if (added.length === 0) return draft.base
  const { versions } = await readPresent(tx, draft.workspace_id)
  const joined = Object.fromEntries(added.map(({ policyId }) => [policyId, versions[policyId] ?? '']))
  return { ...draft.base, versions: { ...draft.base.versions, ...joined } }
}

/** Without the documents that are as they were when the draft was begun. */
async function onlyDiffering(tx: Tx, base: DraftBase, policies: ({ policyId: string } & Texts)[]) {
  const texts = await readTexts(
    tx,
    policies.map((it) => base.versions[it.policyId] ?? ''),
  )
  return policies.filter((it) => !sameTexts(it, texts.get(base.versions[it.policyId] ?? '')))
}
