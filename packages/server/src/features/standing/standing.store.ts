import { defaultDenialText, RoleName, type SettingKey, settingCatalogue, settingKeys } from '@bailiwick/contracts'
import { sql } from 'kysely'
import type { Db } from '../../platform/db/db.ts'
import type { GrantStanding, MemberStanding, PolicyInForce, WorkspaceStanding } from './shapes.ts'

/** Workspaces with their settings and the revision in force; all of them, or those named. */
export async function loadWorkspaces(db: Db, ids?: string[]): Promise<WorkspaceStanding[]> {
  const rows = await db
    .selectFrom('workspace')
    .leftJoin('revision', 'revision.id', 'workspace.revision_id')
    .selectAll('workspace')
    .select(['revision.number', 'revision.rules', 'revision.default_policy_version_id'])
    .$if(ids !== undefined, (it) => it.where('workspace.id', 'in', ids ?? []))
    .execute()
  const settings = await db.selectFrom('workspace_setting').select(['workspace_id', 'key', 'value']).execute()
  const versionIds = rows.flatMap((it) => [
    ...(it.rules ?? []).map((rule) => rule.policyVersionId),
    ...(it.default_policy_version_id ? [it.default_policy_version_id] : []),
  ])
  const versions = await loadVersions(db, [...new Set(versionIds)])

  return rows.map((row) => {
    const rules = row.rules ?? []
    const byDefault = row.default_policy_version_id ? versions.get(row.default_policy_version_id) : undefined
    const policies = new Map<string, PolicyInForce>()
    for (const rule of rules) {
      const version = versions.get(rule.policyVersionId)
      if (version) policies.set(version.policyId, version)
    }
    if (byDefault) policies.set(byDefault.policyId, byDefault)
    return {
      id: row.id,
      slug: row.slug,
      name: row.name,
      denialText: row.denial_text ?? defaultDenialText,
      settings: settingsOf(settings.filter((it) => it.workspace_id === row.id)),
      revision: row.revision_id && row.number !== null ? { id: row.revision_id, number: row.number } : null,
      ruleSet: {
        rules: rules.map(({ id, groupId, policyId }) => ({ id, groupId, policyId })),
        defaultPolicyId: byDefault?.policyId ?? null,
      },
      policies,
    }
  })
}

function settingsOf(rows: { key: string; value: boolean }[]): Record<SettingKey, boolean> {
  const stored = new Map(rows.map((it) => [it.key, it.value]))
  // Built from the catalogue's own keys, so every key is there.
  return Object.fromEntries(settingKeys.map((key) => [key, stored.get(key) ?? settingCatalogue[key].default])) as Record<
    SettingKey,
    boolean
  >
}

async function loadVersions(db: Db, ids: string[]): Promise<Map<string, PolicyInForce>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('policy_version')
    .innerJoin('policy', 'policy.id', 'policy_version.policy_id')
    .select(['policy_version.id', 'policy_id', 'number', 'contents', 'name', 'owner', 'purpose'])
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
      eb
        .selectFrom('group_member')
        .select(sql<string[]>`coalesce(array_agg(group_id), '{}')`.as('ids'))
        .whereRef('group_member.workspace_id', '=', 'membership.workspace_id')
        .whereRef('group_member.person_id', '=', 'membership.person_id')
        .as('group_ids'),
    ])
    .$if(personIds !== undefined, (it) => it.where('membership.person_id', 'in', personIds ?? []))
    .execute()
  return rows.map((row) => ({
    workspaceId: row.workspace_id,
    personId: row.person_id,
    name: row.name,
    email: row.email,
    role: RoleName.parse(row.role),
    status: row.status,
    groupIds: new Set(row.group_ids ?? []),
  }))
}

/** Client sign-ins; the live ones, or those named whether live or ended. */
export async function loadGrants(db: Db, ids?: string[]): Promise<GrantStanding[]> {
  const rows = await db
    .selectFrom('client_grant')
    .select(['id', 'workspace_id', 'person_id', 'surface', 'ended_at', 'end_reason'])
    .$if(ids === undefined, (it) => it.where('ended_at', 'is', null))
    .$if(ids !== undefined, (it) => it.where('id', 'in', ids ?? []))
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
