import { sql } from 'kysely'
import type { Executor, Tx } from '../../../platform/db/db.ts'
import type { Comparison } from '../impact/index.ts'
import { movedBy, type Recently } from './extent.ts'

/** What happens within this time counts as happening at once: people are taken out of groups one call at a time. */
export const onceMs = 10 * 60_000

const since = (now: Date): Date => new Date(now.getTime() - onceMs)

export async function readRecently(db: Executor, workspaceId: string, now: Date): Promise<Recently> {
  const rows = await db
    .selectFrom('recent_move')
    .select(['person_id', 'group_id'])
    .where('workspace_id', '=', workspaceId)
    .where('at', '>', since(now))
    .execute()
  const left = new Map<string, string[]>()
  for (const { person_id, group_id } of rows) {
    if (group_id !== null) left.set(group_id, [...(left.get(group_id) ?? []), person_id])
  }
  return { moved: rows.filter((it) => it.group_id === null).map((it) => it.person_id), left }
}

/** Remembers what a change that nothing held did to whom, and forgets what is over. */
export async function noteMoves(tx: Tx, comparison: Comparison, now: Date): Promise<void> {
  const { workspaceId, leaves } = comparison
  await tx.deleteFrom('recent_move').where('workspace_id', '=', workspaceId).where('at', '<=', since(now)).execute()
  const rows = [
    ...movedBy(comparison).map((id) => [id, null] as const),
    ...leaves.flatMap(({ groupId, personIds }) => personIds.map((id) => [id, groupId] as const)),
  ]
  if (rows.length === 0) return
  const people = rows.map(([id]) => id)
  const groups = rows.map(([, id]) => id)
  await sql`insert into recent_move (workspace_id, person_id, group_id, at)
    select ${workspaceId}, person_id, group_id, ${now} from unnest(${people}::text[], ${groups}::text[]) as it (person_id, group_id)`.execute(
    tx,
  )
}

/** Somebody looked at what happened and let it go on: counting begins anew. */
export async function forgetMoves(tx: Tx, workspaceId: string): Promise<void> {
  await tx.deleteFrom('recent_move').where('workspace_id', '=', workspaceId).execute()
}

/**
 * Who stays in the groups that somebody leaves, as the database has it: memory may be a moment behind whoever was taken out just before,
 * and the last two of a group would each see the other stay.
 */
export async function countStaying(tx: Tx, workspaceId: string, leaves: Comparison['leaves']): Promise<Comparison['leaves']> {
  const counted: Comparison['leaves'] = []
  for (const leave of leaves) {
    const row = await tx
      .selectFrom('group_member')
      .innerJoin('membership', (join) =>
        join
          .onRef('membership.workspace_id', '=', 'group_member.workspace_id')
          .onRef('membership.person_id', '=', 'group_member.person_id'),
      )
      .select(({ fn }) => fn.countAll<number>().as('stay'))
      .where('group_member.workspace_id', '=', workspaceId)
      .where('group_member.group_id', '=', leave.groupId)
      .where('membership.status', '=', 'active')
      .where(sql<boolean>`group_member.person_id <> all(${leave.personIds})`)
      .executeTakeFirst()
    counted.push({ ...leave, stay: row?.stay ?? 0 })
  }
  return counted
}
