import { defaultDenialText, RoleName, type Stage } from '@bailiwick/contracts'
import { sql } from 'kysely'
import type { Db } from '../../platform/db/db.ts'
import type { StoredRule } from '../../platform/db/schema.ts'
import { loadAccessWorlds } from './access.store.ts'
import { toControls } from './controls.ts'
import type { GrantStanding, MemberStanding, PolicyInForce, Ruling, WorkspaceStanding } from './shapes.ts'

/** Workspaces with their settings and the revision in force; all of them, or those named. */
export async function loadWorkspaces(db: Db, ids?: string[]): Promise<WorkspaceStanding[]> {
  const rows = await db
    .selectFrom('workspace')
    .leftJoin('revision', 'revision.id', 'workspace.revision_id')
    .leftJoin('policy_rollout', (join) =>
      join.onRef('policy_rollout.workspace_id', '=', 'workspace.id').on('policy_rollout.state', 'in', ['running', 'halted']),
    )
    .leftJoin('revision as candidate', 'candidate.id', 'policy_rollout.revision_id')
    .leftJoin('policy_control', 'policy_control.workspace_id', 'workspace.id')
    .selectAll('policy_control')
    .selectAll('workspace')
    .select(['revision.number', 'revision.rules', 'revision.default_policy_version_id'])
    .select(['policy_rollout.id as rollout_id', 'policy_rollout.stages', 'policy_rollout.stage'])
    .select([
      'candidate.id as candidate_id',
      'candidate.number as candidate_number',
      'candidate.rules as candidate_rules',
      'candidate.default_policy_version_id as candidate_default',
    ])
    .$if(ids !== undefined, (it) => it.where('workspace.id', 'in', ids ?? []))
    .execute()
  const worlds = await loadAccessWorlds(db, ids)
  const excepted = await loadExcepted(db, ids)
  const versionIds = rows.flatMap((it) => [
    ...[...(it.rules ?? []), ...(it.candidate_rules ?? [])].map((rule) => rule.policyVersionId),
    ...[it.default_policy_version_id, it.candidate_default].filter((id) => id !== null),
  ])
  const versions = await loadVersions(db, [...new Set([...versionIds, ...excepted.map((it) => it.versionId)])])

  return rows.flatMap((row) => {
    const world = worlds.get(row.id)
    if (!world) return []
    return {
      ...world,
      id: row.id,
      slug: row.slug,
      name: row.name,
      denialText: row.denial_text ?? defaultDenialText,
      ...rulingOf(versions, row.revision_id, row.number, row.rules, row.default_policy_version_id),
      rollout: row.rollout_id
        ? {
            id: row.rollout_id,
            ...reached(row.stages ?? [], row.stage ?? 0),
            ruling: rulingOf(versions, row.candidate_id, row.candidate_number, row.candidate_rules, row.candidate_default),
          }
        : null,
      published: new Map(
        excepted.flatMap(({ workspaceId, versionId }) => {
          const version = workspaceId === row.id ? versions.get(versionId) : undefined
          return version ? [[version.policyId, version]] : []
        }),
      ),
      controls: toControls(row.approvals === null ? undefined : row),
    }
  })
}

function rulingOf(
  versions: ReadonlyMap<string, PolicyInForce>,
  id: string | null,
  number: number | null,
  rules: StoredRule[] | null,
  defaultVersionId: string | null,
): Ruling {
  const byDefault = versions.get(defaultVersionId ?? '')
  const policies = new Map<string, PolicyInForce>()
  for (const { policyVersionId } of rules ?? []) {
    const version = versions.get(policyVersionId)
    if (version) policies.set(version.policyId, version)
  }
  if (byDefault) policies.set(byDefault.policyId, byDefault)
  return {
    revision: id !== null && number !== null ? { id, number } : null,
    ruleSet: {
      rules: (rules ?? []).map(({ id, groupId, policyId }) => ({ id, groupId, policyId })),
      defaultPolicyId: byDefault?.policyId ?? null,
    },
    policies,
  }
}

/** Whom the stages up to this one have reached: nobody who was reached ever leaves by going on. */
export function reached(stages: Stage[], stage: number): { percent: number; groupIds: Set<string> } {
  const passed = stages.slice(0, stage + 1)
  return {
    percent: Math.max(0, ...passed.map((it) => it.percent)),
    groupIds: new Set(passed.flatMap((it) => it.groupIds)),
  }
}

/** The published version of every policy that a granted exception names. */
async function loadExcepted(db: Db, ids?: string[]): Promise<{ workspaceId: string; versionId: string }[]> {
  const rows = await db
    .selectFrom('policy_exception')
    .innerJoin('policy', 'policy.id', 'policy_exception.policy_id')
    .innerJoin('policy_version', (join) =>
      join.onRef('policy_version.policy_id', '=', 'policy.id').onRef('policy_version.number', '=', 'policy.published_version'),
    )
    .select(['policy_exception.workspace_id', 'policy_version.id'])
    .where('policy_exception.state', '=', 'granted')
    .$if(ids !== undefined, (it) => it.where('policy_exception.workspace_id', 'in', ids ?? []))
    .distinct()
    .execute()
  return rows.map((it) => ({ workspaceId: it.workspace_id, versionId: it.id }))
}

async function loadVersions(db: Db, ids: string[]): Promise<Map<string, PolicyInForce>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('policy_version')
    .innerJoin('policy', 'policy.id', 'policy_version.policy_id')
    .select(['policy_version.id', 'policy_id', 'number', 'contents', 'defaults', 'name', 'owner', 'purpose'])
    .where('policy_version.id', 'in', ids)
    .execute()
  return new Map(
    rows.map((it) => [
      it.id,
      {
        policyId: it.policy_id,
        name: it.name,
        owner: it.owner,
        purpose: it.purpose,
        versionId: it.id,
        version: it.number,
        contents: it.contents,
        defaults: it.defaults,
      },
    ]),
  )
}

/** Members with their groups; all of them, or every membership of the people named. */
export async function loadMembers(db: Db, personIds?: string[]): Promise<MemberStanding[]> {
  const rows = await db
    .selectFrom('membership')
    .innerJoin('person', 'person.id', 'membership.person_id')
    .select((eb) => [
      'membership.workspace_id',
      'membership.person_id',
      'membership.role',
      'membership.status',
      'person.name',
      'person.email',
      'person.kind',
      eb
        .selectFrom('member_role')
        .select(sql<string[]>`coalesce(array_agg(role_id), '{}')`.as('ids'))
        .whereRef('member_role.workspace_id', '=', 'membership.workspace_id')
        .whereRef('member_role.person_id', '=', 'membership.person_id')
        .as('role_ids'),
      eb
        .selectFrom('group_member')
        .select(sql<string[]>`coalesce(array_agg(group_id), '{}')`.as('ids'))
        .whereRef('group_member.workspace_id', '=', 'membership.workspace_id')
        .whereRef('group_member.person_id', '=', 'membership.person_id')
        .as('group_ids'),
      eb
        .selectFrom('policy_exception')
        .select(
          sql<{ id: string; policyId: string; until: string }[]>`
            jsonb_agg(jsonb_build_object('id', id, 'policyId', policy_id, 'until', until) order by requested_at desc, id desc)`.as(
            'list',
          ),
        )
        .whereRef('policy_exception.workspace_id', '=', 'membership.workspace_id')
        .whereRef('policy_exception.person_id', '=', 'membership.person_id')
        .where('policy_exception.state', '=', 'granted')
        .where('policy_exception.until', '>', sql<Date>`now() - interval '1 day'`)
        .as('exceptions'),
    ])
    .$if(personIds !== undefined, (it) => it.where('membership.person_id', '=', sql<string>`any(${personIds ?? []})`))
    .execute()
  return rows.map((row) => ({
    workspaceId: row.workspace_id,
    personId: row.person_id,
    name: row.name,
    email: row.email,
    role: RoleName.parse(row.role),
    status: row.status,
    kind: row.kind,
    groupIds: new Set(row.group_ids ?? []),
    roleIds: row.role_ids ?? [],
    exceptions: (row.exceptions ?? []).map((it) => ({ ...it, until: new Date(it.until) })),
  }))
}

/** Client sign-ins; the live ones, or those named whether live or ended. */
export async function loadGrants(db: Db, ids?: string[]): Promise<GrantStanding[]> {
  const rows = await db
    .selectFrom('client_grant')
    .select(['id', 'workspace_id', 'person_id', 'surface', 'ended_at', 'end_reason'])
    .$if(ids === undefined, (it) => it.where('ended_at', 'is', null))
    .$if(ids !== undefined, (it) => it.where('id', '=', sql<string>`any(${ids ?? []})`))
    .execute()
  return rows.map((it) => ({
    id: it.id,
    workspaceId: it.workspace_id,
    personId: it.person_id,
    surface: it.surface,
    ended: it.ended_at !== null,
    endedByDeactivation: it.end_reason === 'deactivated',
  }))
}
