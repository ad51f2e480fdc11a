import type { PolicyControls } from '@bailiwick/contracts'
import { sql } from 'kysely'
import type { Executor, Tx } from '../../../platform/db/db.ts'
import { decideAccess, loadAccessSubjects, loadAccessWorlds } from '../../standing/index.ts'
import { readAuthors } from './authors.ts'
import type { DraftRow } from './drafts.store.ts'

interface DecisionRow {
  draft_id: string
  person_id: string
  name: string
  email: string
  edit: number
  decision: 'approved' | 'rejected'
  note: string
  at: Date
}

export interface Decision extends DecisionRow {
  /** It is about this edit, by somebody who may decide now and wrote no part of it. */
  counts: boolean
}

/** Who of these people may approve now: active, with the permission, and an owner where only owners approve. */
export async function readApprovers(
  db: Executor,
  workspaceId: string,
  { approverRole }: PolicyControls,
  personIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const world = (await loadAccessWorlds(db, [workspaceId])).get(workspaceId)
  const subjects = await loadAccessSubjects(db, workspaceId, personIds)
  return new Set(
    personIds.filter((id) => {
      const subject = subjects.get(id)
      if (approverRole === 'owner' && subject?.role !== 'owner') return false
      return decideAccess(world, subject, 'policy.approve').allowed
    }),
  )
}

/** What was decided about these drafts of one workspace, oldest first, and whether it counts now. */
export async function readDecisions(
  db: Executor,
  drafts: Pick<DraftRow, 'id' | 'edit' | 'workspace_id'>[],
  controls: PolicyControls,
): Promise<Decision[]> {
  const [first] = drafts
  if (!first) return []
  const ids = drafts.map((it) => it.id)
  const rows = await db
    .selectFrom('policy_draft_approval as approval')
    .innerJoin('policy_draft', 'policy_draft.id', 'approval.draft_id')
    .innerJoin('person', 'person.id', 'approval.person_id')
    .selectAll('approval')
    .select(['person.name', 'person.email'])
    .where('approval.draft_id', '=', sql<string>`any(${ids})`)
    .orderBy('approval.at')
    .orderBy('approval.person_id')
    .execute()
  const authors = await readAuthors(db, ids)
  const approvers = await readApprovers(
    db,
    first.workspace_id,
    controls,
    rows.map((it) => it.person_id),
  )
  const edits = new Map(drafts.map((it) => [it.id, it.edit]))
  return rows.map((it) => ({
    ...it,
    counts: it.edit === edits.get(it.draft_id) && approvers.has(it.person_id) && !authors.get(it.draft_id)?.has(it.person_id),
  }))
}

/** Whether somebody decided about the present edit, counting or not. */
export async function isDecided(db: Executor, { id, edit }: Pick<DraftRow, 'id' | 'edit'>): Promise<boolean> {
  const row = await db
    .selectFrom('policy_draft_approval')
    .select('edit')
    .where('draft_id', '=', id)
    .where('edit', '=', edit)
    .executeTakeFirst()
  return row !== undefined
}

/** How many approvals count; none while somebody's rejection of the same edit stands. */
export function countApprovals(decisions: Decision[]): number {
  const counting = decisions.filter((it) => it.counts)
  if (counting.some((it) => it.decision === 'rejected')) return 0
  return counting.length
}

/** Keeps what somebody decides about an edit; deciding anew replaces it. */
export async function saveDecision(
  tx: Tx,
  decision: Pick<DecisionRow, 'draft_id' | 'person_id' | 'edit' | 'decision' | 'note' | 'at'>,
): Promise<void> {
  const { decision: said, note, at } = decision
  await tx
    .insertInto('policy_draft_approval')
    .values(decision)
    .onConflict((it) => it.columns(['draft_id', 'person_id', 'edit']).doUpdateSet({ decision: said, note, at }))
    .execute()
}
