import type { PersonRef, Revision } from '@bailiwick/contracts'
import { sql } from 'kysely'
import type { Executor } from '../../../platform/db/db.ts'
import { meaningOf } from '../impact/index.ts'
import { findRevision, inWords, type RevisionRow, readNames, readRuling } from '../revisions/index.ts'

/** How revisions came about: the draft behind each, who wrote it, and who approved exactly what was published. */
export type Origins = (revision: RevisionRow) => Pick<Revision, 'draft' | 'approvals'>

export async function readOrigins(db: Executor, revisions: (RevisionRow | undefined)[]): Promise<Origins> {
  const ids = revisions.flatMap((it) => it?.draft_id ?? [])
  if (ids.length === 0) return () => ({ draft: null, approvals: [] })
  const drafts = await db.selectFrom('policy_draft').select(['id', 'title']).where('id', '=', sql<string>`any(${ids})`).execute()
  const authors = await db
    .selectFrom('policy_draft_author')
    .innerJoin('person', 'person.id', 'policy_draft_author.person_id')
    .select(['draft_id', 'person.id', 'person.name', 'person.email'])
    .where('draft_id', '=', sql<string>`any(${ids})`)
    .orderBy('person.name')
    .execute()
  const approvals = await db
    .selectFrom('policy_draft_approval as approval')
    .innerJoin('policy_draft', (join) =>
      join.onRef('policy_draft.id', '=', 'approval.draft_id').onRef('policy_draft.edit', '=', 'approval.edit'),
    )
    .innerJoin('person', 'person.id', 'approval.person_id')
    .select(['approval.draft_id', 'person.id', 'person.name', 'person.email', 'approval.note', 'approval.at'])
    .where('approval.draft_id', '=', sql<string>`any(${ids})`)
    .where('approval.decision', '=', 'approved')
    .orderBy('approval.at')
    .execute()
  const toPerson = ({ id, name, email }: PersonRef): PersonRef => ({ id, name, email })
  return ({ draft_id: draftId }) => {
    const draft = drafts.find((it) => it.id === draftId)
    if (!draft) return { draft: null, approvals: [] }
    return {
      draft: { id: draft.id, name: draft.title, authors: authors.filter((it) => it.draft_id === draftId).map(toPerson) },
      approvals: approvals
        .filter((it) => it.draft_id === draftId)
        .map((it) => ({ person: toPerson(it), note: it.note, at: it.at.toISOString() })),
    }
  }
}

/** What a revision changed against the one before it: the list in words, and other texts by meaning. */
export async function readChanges(db: Executor, workspaceId: string, revision: RevisionRow) {
  const previous = await findRevision(db, workspaceId, revision.number - 1)
  const names = await readNames(db, previous ? [previous, revision] : [revision])
  const [before, after] = [await readRuling(db, previous), await readRuling(db, revision)]
  const changes = [...after.policies.values()].flatMap((now) => {
    const was = before.policies.get(now.policyId)
    if (!was || was.versionId === now.versionId) return []
    return [{ policy: { id: now.policyId, name: now.name }, changes: meaningOf(was, now) }]
  })
  return { changes, order: { before: previous ? inWords(previous, names) : [], after: inWords(revision, names) } }
}
