import type { NamedRef } from '@bailiwick/contracts'
import { sql } from 'kysely'
import { type Executor, type Tx, violates } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'

export interface GroupRow {
  id: string
  name: string
  description: string
  source: 'manual' | 'scim'
  directory: NamedRef | null
  taken_over_at: Date | null
  carried: number
  /** Custom roles that it gives, by name. */
  roles: NamedRef[]
  created_at: Date
  members: number
}

const selectGroups = (db: Executor, workspaceId: string) =>
  db
    .selectFrom('member_group')
    .select((eb) => [
      'id',
      'name',
      'description',
      'source',
      'created_at',
      eb
        .selectFrom('group_member')
        .select(sql<number>`count(*)::int`.as('n'))
        .whereRef('group_id', '=', 'member_group.id')
        .$asScalar()
        .$notNull()
        .as('members'),
      eb
        .selectFrom('directory_group')
        .innerJoin('directory', 'directory.id', 'directory_group.directory_id')
        .select(sql<NamedRef>`jsonb_build_object('id', directory.id, 'name', directory.name)`.as('it'))
        .whereRef('directory_group.group_id', '=', 'member_group.id')
        .$asScalar()
        .as('directory'),
      eb
        .selectFrom('directory_group')
        .select('taken_over_at')
        .whereRef('directory_group.group_id', '=', 'member_group.id')
        .$asScalar()
        .as('taken_over_at'),
      eb
        .selectFrom('group_member')
        .select(sql<number>`count(*)::int`.as('n'))
        .whereRef('group_id', '=', 'member_group.id')
        .where('carried', '=', true)
        .$asScalar()
        .$notNull()
        .as('carried'),
      eb
        .selectFrom('group_role')
        .innerJoin('custom_role', 'custom_role.id', 'group_role.role_id')
        .select(
          sql<NamedRef[]>`coalesce(jsonb_agg(jsonb_build_object('id', custom_role.id, 'name', custom_role.name)
            order by lower(custom_role.name)), '[]')`.as('roles'),
        )
        .whereRef('group_role.group_id', '=', 'member_group.id')
        .$asScalar()
        .$notNull()
        .as('roles'),
    ])
    .where('workspace_id', '=', workspaceId)

/** Groups in order of name; `after` is the [lower(name), id] of the last one seen. */
export async function listGroups(
  db: Executor,
  workspaceId: string,
  find: { search?: string; after?: string[]; limit: number },
): Promise<GroupRow[]> {
  let query = selectGroups(db, workspaceId)
    .orderBy(sql`lower(name)`)
    .orderBy('id')
    .limit(find.limit + 1)
  if (find.search) query = query.where('name', 'ilike', `%${escapeLike(find.search)}%`)
  if (find.after) query = query.where(sql<boolean>`(lower(name), id) > (${find.after[0]}, ${find.after[1]})`)
  return query.execute()
}

const findGroup = (db: Executor, workspaceId: string, groupId: string): Promise<GroupRow | undefined> =>
  selectGroups(db, workspaceId).where('id', '=', groupId).executeTakeFirst()

/** The group of this name, whatever its case. */
export const findGroupByName = (db: Executor, workspaceId: string, name: string): Promise<GroupRow | undefined> =>
  selectGroups(db, workspaceId).where(sql`lower(name)`, '=', name.toLowerCase()).executeTakeFirst()

export async function getGroup(db: Executor, workspaceId: string, groupId: string): Promise<GroupRow> {
  const group = await findGroup(db, workspaceId, groupId)
  if (!group) throw new Failure('group.not_found')
  return group
}

/** Locks the row, so that renaming, deleting and rule changes take turns. */
export async function lockGroup(tx: Tx, workspaceId: string, groupId: string): Promise<void> {
  await tx
    .selectFrom('member_group')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', groupId)
    .forUpdate()
    .execute()
}

export async function insertGroup(
  tx: Tx,
  group: { id: string; workspaceId: string; name: string; description: string; createdAt: Date },
): Promise<void> {
  await tx
    .insertInto('member_group')
    .values({
      id: group.id,
      workspace_id: group.workspaceId,
      name: group.name,
      description: group.description,
      source: 'manual',
      created_at: group.createdAt,
    })
    .execute()
    .catch(nameTaken)
}

export async function updateGroup(tx: Tx, groupId: string, change: { name: string; description: string }): Promise<void> {
  await tx.updateTable('member_group').set(change).where('id', '=', groupId).execute().catch(nameTaken)
}

export async function deleteGroup(tx: Tx, groupId: string): Promise<void> {
  await tx.deleteFrom('member_group').where('id', '=', groupId).execute()
}

/**
 * The rule that names the group, in force or in a rollout that is on its way; the caller holds the workspace's lock, which rule changes
 * also take.
 */
export async function findRuleUsing(
  tx: Tx,
  workspaceId: string,
  groupId: string,
): Promise<{ position: number; policyName: string; rollout: boolean } | undefined> {
  const revisions = await tx
    .selectFrom('revision')
    .innerJoin('workspace', 'workspace.id', 'revision.workspace_id')
    .leftJoin('policy_rollout', (join) =>
      join.onRef('policy_rollout.revision_id', '=', 'revision.id').on('policy_rollout.state', 'in', ['running', 'halted']),
    )
    .select(['revision.rules', 'policy_rollout.id as rollout'])
    .where('workspace.id', '=', workspaceId)
    .where((eb) => eb.or([eb('workspace.revision_id', '=', eb.ref('revision.id')), eb('policy_rollout.id', 'is not', null)]))
    .execute()
  for (const { rules, rollout } of revisions) {
    const index = rules.findIndex((it) => it.groupId === groupId)
    const rule = rules[index]
    if (!rule) continue
    const policy = await tx.selectFrom('policy').select('name').where('id', '=', rule.policyId).executeTakeFirst()
    return { position: index + 1, policyName: policy?.name ?? rule.policyId, rollout: rollout !== null }
  }
  return undefined
}

function nameTaken(error: unknown): never {
  if (violates(error, 'member_group_name_key')) throw new Failure('group.name_taken')
  throw error
}

/** People of a group in order of name; `after` is the [lower(name), id] of the last one seen. */
export async function listGroupMembers(
  db: Executor,
  groupId: string,
  find: { search?: string; after?: string[]; limit: number },
) {
  let query = db
    .selectFrom('group_member')
    .innerJoin('person', 'person.id', 'group_member.person_id')
    .select(['person.id', 'person.name', 'person.email'])
    .where('group_id', '=', groupId)
    .orderBy(sql`lower(person.name)`)
    .orderBy('person.id')
    .limit(find.limit + 1)
  if (find.search) {
    const like = `%${escapeLike(find.search)}%`
    query = query.where((eb) => eb.or([eb('person.name', 'ilike', like), eb('person.email', 'ilike', like)]))
  }
  if (find.after) query = query.where(sql<boolean>`(lower(person.name), person.id) > (${find.after[0]}, ${find.after[1]})`)
  return query.execute()
}

export async function findMembersByEmail(db: Executor, workspaceId: string, emails: string[]) {
  return db
    .selectFrom('membership')
    .innerJoin('person', 'person.id', 'membership.person_id')
    .select(['person.id', 'person.name', 'person.email'])
    .where('membership.workspace_id', '=', workspaceId)
    .where(
      sql<string>`lower(person.email)`,
      'in',
      emails.map((it) => it.toLowerCase()),
    )
    .execute()
}

/** Adds people; returns the ids of those who were not in before. */
export async function addToGroup(tx: Tx, workspaceId: string, groupId: string, personIds: string[], at: Date): Promise<string[]> {
  if (personIds.length === 0) return []
  const added = await tx
    .insertInto('group_member')
    .values(personIds.map((person_id) => ({ group_id: groupId, person_id, workspace_id: workspaceId, added_at: at })))
    .onConflict((it) => it.doNothing())
    .returning('person_id')
    .execute()
  return added.map((it) => it.person_id)
}

/** Whether somebody was in a group when a directory took it over, and the directory has not named them since. */
export async function isCarried(tx: Tx, groupId: string, personId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('group_member')
    .select('carried')
    .where('group_id', '=', groupId)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return row?.carried === true
}

export async function removeFromGroup(tx: Tx, groupId: string, personId: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('group_member')
    .where('group_id', '=', groupId)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&')
