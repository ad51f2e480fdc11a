import { sql } from 'kysely'
import type { Executor, Tx } from '../../../platform/db/db.ts'
import type { Comparison } from '../impact/index.ts'
import { movedBy, type Recently } from './extent.ts'

/** What happens within this time counts as happening at once: people are taken out of groups one call at a time. */
export const onceMs = 10 * 60_000

const since = (now: Date): Date => new Date(now.getTime() - onceMs)

/** Counted in the database: by the time the brake holds, a quarter of a large company may have moved, one call at a time. */
export async function readRecently(db: Executor, comparison: Comparison, now: Date): Promise<Recently> {
  const { workspaceId, leaves } = comparison
  const left = new Map<string, number>()
  for (const { groupId, personIds } of leaves.filter((it) => it.emptied)) {
    left.set(groupId, await countOthers(db, workspaceId, groupId, personIds, now))
  }
  return { moved: await countOthers(db, workspaceId, null, movedBy(comparison), now), left }
}

async function countOthers(
  db: Executor,
  workspaceId: string,
  groupId: string | null,
  personIds: readonly string[],
  now: Date,
): Promise<number> {
  const { n } = await db
    .selectFrom('recent_move')
    .select(sql<number>`count(distinct person_id)::int`.as('n'))
    .where('workspace_id', '=', workspaceId)
    .where('at', '>', since(now))
    .where('group_id', 'is not distinct from', groupId)
    .where(sql<boolean>`person_id <> all(${personIds}::text[])`)
    .executeTakeFirstOrThrow()
  return n
}

/** Remembers what a change that nothing held did to whom, and forgets what is over. */
export async function noteMoves(tx: Tx, comparison: Comparison, now: Date): Promise<void> {
  const { workspaceId, leaves } = comparison
  const rows = [
    ...movedBy(comparison).map((id) => [id, null] as const),
    ...leaves.flatMap(({ groupId, personIds }) => personIds.map((id) => [id, groupId] as const)),
  ]
  if (rows.length === 0) return
  const people = rows.map(([id]) => id)
  const groups = rows.map(([, id]) => id)
  await sql`with over as (delete from recent_move where workspace_id = ${workspaceId}::uuid and at <= ${since(now)})
    insert into recent_move (workspace_id, person_id, group_id, at) select ${workspaceId}::uuid, person_id, group_id, ${now}
    from unnest(${people}::text[], ${groups}::text[]) as it (person_id, group_id)`.execute(tx)
}

/** Somebody looked at what happened and let it go on: counting begins anew. */
export async function forgetMoves(tx: Tx, workspaceId: string): Promise<void> {
  await tx.deleteFrom('recent_move').where('workspace_id', '=', workspaceId).execute()
}

/**
 * Whether anybody stays in the groups that somebody leaves, as the database has it: memory may be a moment behind whoever was taken out
 * just before, and the last two of a group would each see the other stay.
 */
export async function findEmptied(tx: Tx, workspaceId: string, leaves: Comparison['leaves']): Promise<Comparison['leaves']> {
  const found: Comparison['leaves'] = []
  for (const leave of leaves) {
    const stays = await tx
      .selectFrom('group_member')
      .innerJoin('membership', (join) =>
        join
          .onRef('membership.workspace_id', '=', 'group_member.workspace_id')
          .onRef('membership.person_id', '=', 'group_member.person_id'),
      )
      .select('group_member.person_id')
      .where('group_member.workspace_id', '=', workspaceId)
      .where('group_member.group_id', '=', leave.groupId)
      .where('membership.status', '=', 'active')
      .where(sql<boolean>`group_member.person_id <> all(${leave.personIds}::text[])`)
      .limit(1)
      .executeTakeFirst()
    found.push({ ...leave, emptied: stays === undefined })
  }
  return found
}
