import type { PolicyTest } from '@bailiwick/contracts'
import { sql } from 'kysely'
import type { Executor, Tx } from '../../../platform/db/db.ts'
import type { StoredRule } from '../../../platform/db/schema.ts'

export interface RevisionRow {
  id: string
  number: number
  rules: StoredRule[]
  default_policy_version_id: string | null
  default_policy_id: string | null
  note: string
  cause: string
  created_at: Date
  created_by: string | null
  created_by_name: string | null
  created_by_email: string | null
  in_force: boolean
  tests: PolicyTest[]
  draft_id: string | null
}

/**
 * Takes the workspace's turn: whoever changes policies, rules or the revision in force holds this until commit. It keeps out others who
 * ask for it, and rows that merely refer to the workspace can still be written.
 */
export async function lockPolicies(tx: Tx, workspaceId: string): Promise<void> {
  await tx.selectFrom('workspace').select('id').where('id', '=', workspaceId).forNoKeyUpdate().execute()
}

const selectRevisions = (db: Executor, workspaceId: string) =>
  db
    .selectFrom('revision')
    .innerJoin('workspace', 'workspace.id', 'revision.workspace_id')
    .leftJoin('policy_version', 'policy_version.id', 'revision.default_policy_version_id')
    .leftJoin('person', 'person.id', 'revision.created_by')
    .select([
      'revision.id',
      'revision.number',
      'revision.rules',
      'revision.default_policy_version_id',
      'policy_version.policy_id as default_policy_id',
      'revision.note',
      'revision.cause',
      'revision.created_at',
      'revision.created_by',
      'revision.tests',
      'revision.draft_id',
      'person.name as created_by_name',
      'person.email as created_by_email',
      sql<boolean>`workspace.revision_id is not distinct from revision.id`.as('in_force'),
    ])
    .where('revision.workspace_id', '=', workspaceId)

export const findRevisionInForce = (db: Executor, workspaceId: string): Promise<RevisionRow | undefined> =>
  selectRevisions(db, workspaceId).whereRef('revision.id', '=', 'workspace.revision_id').executeTakeFirst()

export const findRevision = (db: Executor, workspaceId: string, number: number): Promise<RevisionRow | undefined> =>
  selectRevisions(db, workspaceId).where('revision.number', '=', number).executeTakeFirst()

export const findRevisionById = (db: Executor, workspaceId: string, id: string): Promise<RevisionRow | undefined> =>
  selectRevisions(db, workspaceId).where('revision.id', '=', id).executeTakeFirst()

/** The revision of a rollout that runs or is halted: in force for some, and for everybody if it is completed. */
export const findRevisionOnItsWay = (db: Executor, workspaceId: string): Promise<RevisionRow | undefined> =>
  selectRevisions(db, workspaceId)
    .innerJoin('policy_rollout', 'policy_rollout.revision_id', 'revision.id')
    .where('policy_rollout.state', 'in', ['running', 'halted'])
    .executeTakeFirst()

/** Revisions, newest first; `before` is the number of the last one seen. */
export async function listRevisions(
  db: Executor,
  workspaceId: string,
  find: { before?: number; limit: number },
): Promise<RevisionRow[]> {
  const { before } = find
  return selectRevisions(db, workspaceId)
    .orderBy('revision.number', 'desc')
    .limit(find.limit + 1)
    .$if(before !== undefined, (it) => it.where('revision.number', '<', before ?? 0))
    .execute()
}

export async function nextRevisionNumber(tx: Tx, workspaceId: string): Promise<number> {
  const { newest } = await tx
    .selectFrom('revision')
    .select((eb) => eb.fn.coalesce(eb.fn.max('number'), sql<number>`0`).as('newest'))
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirstOrThrow()
  return newest + 1
}

export async function insertRevision(
  tx: Tx,
  revision: {
    id: string
    workspaceId: string
    number: number
    rules: StoredRule[]
    defaultPolicyVersionId: string | null
    tests: PolicyTest[]
    draftId: string | null
    note: string
    cause: string
    createdBy: string | null
    createdAt: Date
  },
): Promise<void> {
  await tx
    .insertInto('revision')
    .values({
      id: revision.id,
      workspace_id: revision.workspaceId,
      number: revision.number,
      rules: JSON.stringify(revision.rules),
      default_policy_version_id: revision.defaultPolicyVersionId,
      tests: JSON.stringify(revision.tests),
      draft_id: revision.draftId,
      note: revision.note,
      cause: revision.cause,
      created_by: revision.createdBy,
      created_at: revision.createdAt,
    })
    .execute()
}

/** Points the workspace at a revision, and every policy in it at the version that it serves. */
export async function pointAt(tx: Tx, workspaceId: string, revisionId: string, versionIds: string[], at: Date): Promise<void> {
  await tx.updateTable('workspace').set({ revision_id: revisionId }).where('id', '=', workspaceId).execute()
  await tx
    .updateTable('policy')
    .from('policy_version')
    .whereRef('policy_version.policy_id', '=', 'policy.id')
    .where('policy_version.id', '=', sql<string>`any(${versionIds})`)
    .where((eb) =>
      eb.or([
        eb('policy.newest_version', '!=', eb.ref('policy_version.number')),
        eb('policy.published_version', 'is distinct from', eb.ref('policy_version.number')),
      ]),
    )
    .set((eb) => ({
      newest_version: eb.ref('policy_version.number'),
      published_version: eb.ref('policy_version.number'),
      updated_at: at,
    }))
    .execute()
}

/** Names for the ids in revisions. A group may be gone since; a policy's versions never are. */
export interface Names {
  group(id: string): { id: string; name: string }
  version(id: string): { policy: { id: string; name: string }; number: number }
}

/** Looks up every group and policy version that these revisions name. */
export async function readNames(
  db: Executor,
  revisions: Pick<RevisionRow, 'rules' | 'default_policy_version_id'>[],
): Promise<Names> {
  const groupIds = revisions.flatMap((it) => it.rules.map((rule) => rule.groupId))
  const versionIds = revisions.flatMap((it) => [
    ...it.rules.map((rule) => rule.policyVersionId),
    it.default_policy_version_id ?? '',
  ])
  const groupRows = await db
    .selectFrom('member_group')
    .select(['id', 'name'])
    .where('id', '=', sql<string>`any(${groupIds})`)
    .execute()
  const versionRows = await db
    .selectFrom('policy_version')
    .innerJoin('policy', 'policy.id', 'policy_version.policy_id')
    .select(['policy_version.id', 'policy_id', 'policy.name', 'number'])
    .where('policy_version.id', '=', sql<string>`any(${versionIds})`)
    .execute()
  const groups = new Map(groupRows.map((it) => [it.id, it]))
  const versions = new Map(versionRows.map((it) => [it.id, it]))
  return {
    group: (id) => groups.get(id) ?? { id, name: 'a deleted group' },
    version(id) {
      const row = versions.get(id)
      if (!row) throw new Error(`policy version ${id} is missing`)
      return { policy: { id: row.policy_id, name: row.name }, number: row.number }
    },
  }
}
