import type { Db } from '../../platform/db/db.ts'

/** The name of a user or group of a directory, for its history; null when there is none, or nobody answers. */
export async function nameOf(db: Db, directoryId: string, id: string): Promise<string | null> {
  const names = db
    .selectFrom('directory_user')
    .select('user_name as name')
    .where('directory_id', '=', directoryId)
    .where('person_id', '=', id)
    .union((eb) =>
      eb
        .selectFrom('directory_group')
        .innerJoin('member_group', 'member_group.id', 'directory_group.group_id')
        .select('name')
        .where('directory_id', '=', directoryId)
        .where('group_id', '=', id),
    )
  const found = await names.executeTakeFirst().catch(() => undefined)
  return found?.name ?? null
}
