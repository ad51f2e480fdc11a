import { createHash } from 'node:crypto'
import { permissionNames } from '@bailiwick/contracts'
import { sql } from 'kysely'
import { mintTokens } from '../packages/server/src/features/codex/issuer/index.ts'
import type { App } from '../packages/server/src/main/app.ts'
import { hashToken } from '../packages/server/src/platform/crypto/tokens.ts'
import { newId, newWorkspaceId } from '../packages/server/src/platform/ids.ts'
import { policyText } from './company.ts'

export const largeSize = { people: 100_000, groups: 1_000, rules: 500, policies: 100, tokens: 5_000 }

/** What the measuring process has to know of it. */
export interface LargeCompany {
  workspaceId: string
  adminKey: string
  /** Access tokens of the first people: the token at n is of `user_n`. */
  tokens: string[]
}

/**
 * A workspace of 100,000 people in four groups each, with a sign-in and a device each, made in the database itself. `user_0` is in groups 0
 * and 1 alone, so that the order of the first two rules decides for them.
 */
export async function fillLargeCompany(app: App): Promise<LargeCompany> {
  const { db } = app
  const now = app.clock.now()
  const workspaceId = newWorkspaceId()
  const { people, groups } = largeSize
  await db.insertInto('workspace').values({ id: workspaceId, slug: 'acme', name: 'Acme', created_at: now }).execute()
  const all = sql`generate_series(0, ${sql.lit(people - 1)}) n`
  await sql`insert into person (id, email, name, created_at) select 'user_' || n, 'p' || n || '@acme.test', 'Person ' || n, ${now}
    from ${all}`.execute(db)
  await sql`insert into membership (workspace_id, person_id, role, status, joined_at)
    select ${workspaceId}::uuid, 'user_' || n, 'member', 'active', ${now} from ${all}`.execute(db)
  await sql`insert into member_group (id, workspace_id, name, description, source, created_at)
    select 'grp_' || n, ${workspaceId}::uuid, 'Group ' || n, '', 'manual', ${now} from generate_series(0, ${sql.lit(groups - 1)}) n`.execute(
    db,
  )
  await sql`insert into group_member (group_id, person_id, workspace_id, added_at)
    select distinct on (2, 1) 'grp_' || case when n = 0 then k % 2 else abs(hashint4(n * 4 + k)::bigint) % ${sql.lit(groups)} end,
      'user_' || n, ${workspaceId}::uuid, ${now} from ${all}, generate_series(0, 3) k`.execute(db)
  await sql`insert into client_grant (id, workspace_id, person_id, client_id, surface, address, user_agent, created_at)
    select 'client_' || n, ${workspaceId}::uuid, 'user_' || n, 'codex-cli', 'device_code', '127.0.0.1', 'bench', ${now} from ${all}`.execute(
    db,
  )
  await putRulesInForce(app, workspaceId)
  await sql`insert into device (id, workspace_id, person_id, grant_id, surface, client_version, system, policy_version_id, revision_number,
      config_server, first_seen_at, seen_at, served_at, policy_since, used_at, fetches, calls, calls_since)
    select 'dev_' || n, ${workspaceId}::uuid, 'user_' || n, 'client_' || n, 'codex_exec', '0.169.0', 'Debian 12.0.0; x86_64',
      'polv_' || n % 100, 1, false, ${now}, ${now}::timestamptz - n * interval '1 second', ${now}, ${now}, null, 1, 0, 0 from ${all}`.execute(
    db,
  )
  const adminKey = 'bw-admin-of-the-benchmark'
  const named = { id: newId('adminKey'), workspace_id: workspaceId, name: 'Benchmark', hint: 'bw-admin' }
  const key = { ...named, token_hash: hashToken(adminKey), scopes: [...permissionNames], created_at: now }
  await db.insertInto('admin_key').values(key).execute()
  await db.updateTable('installation').set({ set_up_at: now }).execute()
  await sql`analyze`.execute(db)
  await app.reload()
  const tokens: string[] = []
  for (let n = 0; n < largeSize.tokens; n++) {
    const person = { id: `user_${n}`, email: `p${n}@acme.test`, name: `Person ${n}` }
    tokens.push((await mintTokens(app, { id: `client_${n}`, clientId: 'codex-cli', workspaceId, person })).accessToken)
  }
  return { workspaceId, adminKey, tokens }
}

async function putRulesInForce({ db, clock }: App, workspaceId: string): Promise<void> {
  const now = clock.now()
  const numbers = Array.from({ length: largeSize.policies }, (_, n) => n)
  const place = { workspace_id: workspaceId, created_at: now }
  const policies = numbers.map((n) => ({
    ...place,
    id: `pol_${n}`,
    name: `Policy ${n}`,
    purpose: '',
    owner: 'bench',
    newest_version: 1,
    published_version: 1,
    updated_at: now,
  }))
  const versions = numbers.map((n) => {
    const contents = policyText(n)
    const sha256 = createHash('sha256').update(contents).digest('hex')
    return { ...place, id: `polv_${n}`, policy_id: `pol_${n}`, number: 1, contents, sha256, note: '' }
  })
  const rules = Array.from({ length: largeSize.rules }, (_, n) => {
    const policy = n % largeSize.policies
    return { id: `rule_${n}`, groupId: `grp_${n}`, policyId: `pol_${policy}`, policyVersionId: `polv_${policy}` }
  })
  const revision = { ...place, id: newId('revision'), number: 1, rules: JSON.stringify(rules), note: '', cause: 'bench' }
  await db.insertInto('policy').values(policies).execute()
  await db.insertInto('policy_version').values(versions).execute()
  await db
    .insertInto('revision')
    .values({ ...revision, default_policy_version_id: 'polv_0' })
    .execute()
  await db.updateTable('workspace').set({ revision_id: revision.id }).where('id', '=', workspaceId).execute()
}
