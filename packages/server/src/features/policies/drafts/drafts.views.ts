import type { Draft, DraftDetail, PolicyControls } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import type { Executor } from '../../../platform/db/db.ts'
import { readControls } from '../controls/index.ts'
import { toAuthor } from '../documents/index.ts'
import { findRevisionInForce } from '../revisions/index.ts'
import { countApprovals, type Decision, readApprovers, readDecisions } from './approvals.ts'
import { readAuthors } from './authors.ts'
import { isAllowed, whereItStands } from './draft-turn.ts'
import type { DraftRow } from './drafts.store.ts'
import { changesInWords, type Names, readNames } from './in-words.ts'

/** What drafts are shown with. */
interface Around {
  controls: PolicyControls
  decisions: Decision[]
  authors: ReadonlyMap<string, ReadonlySet<string>>
  inForce: number | null
  names: Names
  mayApprove: boolean
}

/** Drafts as the caller sees them. */
export async function toDrafts(db: Executor, actor: Actor, rows: DraftRow[]): Promise<(row: DraftRow) => Draft> {
  const around = await readAround(db, actor, rows)
  return (row) => toDraft(actor, row, around)
}

export async function toDetail(db: Executor, actor: Actor, row: DraftRow): Promise<DraftDetail> {
  const view = await toDrafts(db, actor, [row])
  return { ...view(row), contents: row.contents }
}

async function readAround(db: Executor, actor: Actor, rows: DraftRow[]): Promise<Around> {
  const { workspaceId, personId } = actor
  const controls = await readControls(db, workspaceId)
  const me = personId === null ? [] : [personId]
  return {
    controls,
    decisions: await readDecisions(db, rows, controls),
    authors: await readAuthors(
      db,
      rows.map((it) => it.id),
    ),
    inForce: (await findRevisionInForce(db, workspaceId))?.number ?? null,
    names: await readNames(
      db,
      workspaceId,
      rows.flatMap((it) => [it.base, it.contents]),
    ),
    mayApprove: (await readApprovers(db, workspaceId, controls, me)).size > 0,
  }
}

function toDraft(actor: Actor, row: DraftRow, around: Around): Draft {
  const decisions = around.decisions.filter((it) => it.draft_id === row.id)
  const isOver = row.state === 'published' || row.state === 'discarded'
  return {
    id: row.id,
    title: row.title,
    reason: row.reason,
    state: row.state,
    edit: row.edit,
    baseRevision: row.base_revision,
    behind: !isOver && row.base_revision !== around.inForce,
    createdAt: row.created_at.toISOString(),
    createdBy: toAuthor(row),
    updatedAt: row.updated_at.toISOString(),
    updatedBy: toAuthor({
      created_by: row.updated_by,
      created_by_name: row.updated_by_name,
      created_by_email: row.updated_by_email,
    }),
    publishAt: row.publish_at?.toISOString() ?? null,
    stages: row.stages,
    publishedRevision: row.published_revision,
    approvals: decisions.map(({ person_id: id, name, email, decision, note, at, counts }) => ({
      person: { id, name, email },
      decision,
      note,
      at: at.toISOString(),
      counts,
    })),
    changes: changesInWords(row.base, row.contents, around.names),
    can: toCan(actor, row, around, countApprovals(decisions)),
  }
}

function toCan(actor: Actor, row: DraftRow, around: Around, given: number): Draft['can'] {
  const manages = actor.permissions.has('policy.manage')
  const isAuthor = actor.personId !== null && (around.authors.get(row.id)?.has(actor.personId) ?? false)
  const missing = around.controls.approvals - given
  const can = {
    edit: manages && isAllowed('edit', row.state),
    approve: actor.permissions.has('policy.approve') && around.mayApprove && !isAuthor && isAllowed('decide', row.state),
    publish: manages && isAllowed('publish', row.state) && missing <= 0,
    discard: manages && isAllowed('discard', row.state),
  }
  return { ...can, why: whyNot(can, row, manages, isAuthor, missing) }
}

function whyNot(can: Omit<Draft['can'], 'why'>, row: DraftRow, manages: boolean, isAuthor: boolean, missing: number) {
  if (can.publish) return null
  if (!isAllowed('publish', row.state)) return whereItStands(row)
  if (isAuthor && row.state === 'submitted') return 'Somebody else must approve it: you wrote a part of it.'
  if (missing > 0) return `It needs ${missing} more ${missing === 1 ? 'approval' : 'approvals'}.`
  return manages ? null : 'Needs the permission policy.manage.'
}
