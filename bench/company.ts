import { createHash } from 'node:crypto'
import { mintTokens } from '../packages/server/src/features/codex/issuer/index.ts'
import type { App } from '../packages/server/src/main/app.ts'
import { newId, newWorkspaceId } from '../packages/server/src/platform/ids.ts'

export const size = { people: 1_000, policies: 50 }

/** A policy as companies write them: about 2 kB. */
export const policyText = (n: number): string =>
  `# Policy of group ${n}
allowed_approval_policies = ["on-request", "untrusted"]
allowed_sandbox_modes = ["read-only", "workspace-write"]
allowed_web_search_modes = ["cached"]
${Array.from(
  { length: 12 },
  (_, rule) => `
[[rules.prefix_rules]]
pattern = [{ token = "tool-${n}" }, { token = "sub-${rule}" }]
decision = "prompt"
justification = "Rule ${rule} of group ${n}: a person decides."`,
).join('\n')}
`

/** A workspace of 1,000 signed-in people in 50 groups with a policy each, and an access token for everybody. */
export async function fillCompany(app: App, modelUrl: string): Promise<string[]> {
  const now = app.clock.now()
  const workspaceId = newWorkspaceId()
  const groups = Array.from({ length: size.policies }, () => newId('group'))
  const people = Array.from({ length: size.people }, (_, n) => ({
    id: newId('person'),
    email: `p${n}@acme.test`,
    name: `Person ${n}`,
  }))
  const grants = people.map(() => newId('grant'))
  const policies = groups.map((_, n) => ({ id: newId('policy'), versionId: newId('policyVersion'), contents: policyText(n) }))
  const { db } = app
  await db.insertInto('workspace').values({ id: workspaceId, slug: 'acme', name: 'Acme', created_at: now }).execute()
  await db
    .insertInto('person')
    .values(people.map((it) => ({ ...it, created_at: now })))
    .execute()
  const member = { workspace_id: workspaceId, role: 'member', status: 'active' as const, joined_at: now }
  await db
    .insertInto('membership')
    .values(people.map((it) => ({ ...member, person_id: it.id })))
    .execute()
  const group = { workspace_id: workspaceId, description: '', source: 'manual' as const, created_at: now }
  await db
    .insertInto('member_group')
    .values(groups.map((id, n) => ({ ...group, id, name: `Group ${n}` })))
    .execute()
  const inGroups = people.map((it, n) => ({
    group_id: groups[n % groups.length] ?? '',
    person_id: it.id,
    workspace_id: workspaceId,
    added_at: now,
  }))
  await db.insertInto('group_member').values(inGroups).execute()
  const grant = {
    workspace_id: workspaceId,
    client_id: 'codex-cli',
    surface: 'device_code' as const,
    address: '127.0.0.1',
    user_agent: 'bench',
    created_at: now,
  }
  await db
    .insertInto('client_grant')
    .values(people.map((it, n) => ({ ...grant, id: grants[n] ?? '', person_id: it.id })))
    .execute()
  await putInForce(app, workspaceId, groups, policies)
  await db
    .insertInto('upstream')
    .values({
      id: newId('upstream'),
      workspace_id: workspaceId,
      name: 'Model',
      base_url: modelUrl,
      key_sealed: app.sealing.seal('sk-bench'),
      models: ['acme-coder'],
      enabled: true,
      created_at: now,
    })
    .execute()
  await app.reload()
  const tokens: string[] = []
  for (const [n, person] of people.entries()) {
    const { accessToken } = await mintTokens(app, { id: grants[n] ?? '', clientId: 'codex-cli', workspaceId, person })
    tokens.push(accessToken)
  }
  return tokens
}

async function putInForce(
  app: App,
  workspaceId: string,
  groups: string[],
  policies: { id: string; versionId: string; contents: string }[],
) {
  const { db } = app
  const now = app.clock.now()
  const words = { purpose: '', owner: 'bench' }
  await db
    .insertInto('policy')
    .values(
      policies.map(({ id }, n) => ({
        id,
        workspace_id: workspaceId,
        name: `Policy ${n}`,
        newest_version: 1,
        created_at: now,
        updated_at: now,
        ...words,
      })),
    )
    .execute()
  await db
    .insertInto('policy_version')
    .values(
      policies.map(({ id, versionId, contents }) => ({
        id: versionId,
        policy_id: id,
        workspace_id: workspaceId,
        number: 1,
        contents,
        sha256: createHash('sha256').update(contents).digest('hex'),
        note: '',
        created_at: now,
      })),
    )
    .execute()
  const rules = policies.map(({ id, versionId }, n) => ({
    id: newId('rule'),
    groupId: groups[n] ?? '',
    policyId: id,
    policyVersionId: versionId,
  }))
  const revisionId = newId('revision')
  await db
    .insertInto('revision')
    .values({
      id: revisionId,
      workspace_id: workspaceId,
      number: 1,
      rules: JSON.stringify(rules),
      note: '',
      cause: 'bench',
      created_at: now,
    })
    .execute()
  await db.updateTable('workspace').set({ revision_id: revisionId }).where('id', '=', workspaceId).execute()
}
