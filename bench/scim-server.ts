import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as later } from 'node:timers/promises'
import { sql } from 'kysely'
import { openApp } from '../packages/server/src/main/app.ts'
import { systemClock } from '../packages/server/src/platform/clock.ts'
import { hashToken } from '../packages/server/src/platform/crypto/tokens.ts'
import { migrate } from '../packages/server/src/platform/db/migrate.ts'
import { startEmbeddedPostgres } from '../packages/server/src/platform/embedded-postgres/index.ts'
import { newWorkspaceId } from '../packages/server/src/platform/ids.ts'
import { openLog } from '../packages/server/src/platform/log.ts'
import { serveParent } from './child.ts'
import { scaleConfig } from './scale-config.ts'

/** What the measuring process has to know. */
export interface ScimReady {
  port: number
  token: string
}

/** The real server with a workspace and a directory, and what fills them without it. */
const folder = mkdtempSync(join(tmpdir(), 'bailiwick-bench-'))
const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') })
const clean = () => postgres.stop().finally(() => rmSync(folder, { recursive: true, force: true }))
process.once('uncaughtException', async (error) => {
  console.error(error)
  await clean()
  process.exit(1)
})
await migrate(postgres.url)
const config = scaleConfig(postgres.url, folder)
const { app, server, close } = await openApp({
  config,
  clock: systemClock,
  log: openLog('warn'),
  sealingKey: Buffer.alloc(32, 1),
})
const { db } = app
const at = new Date()
const workspaceId = newWorkspaceId()
const token = 'bw-scim-of-the-benchmark'
await db.insertInto('workspace').values({ id: workspaceId, slug: 'acme', name: 'Acme', created_at: at }).execute()
const directory = { id: 'dir_bench', workspace_id: workspaceId, name: 'Benchmark', preset: 'generic', created_at: at }
await db.insertInto('directory').values(directory).execute()
await db
  .insertInto('admin_key')
  .values({
    id: 'key_bench',
    workspace_id: workspaceId,
    name: 'Benchmark',
    hint: 'bw-scim',
    token_hash: hashToken(token),
    scopes: ['scim.provision'],
    directory_id: directory.id,
    created_at: at,
  })
  .execute()
await db.updateTable('installation').set({ set_up_at: at }).execute()
await app.reload()
await server.listen({ host: '127.0.0.1', port: 0 })
const loop = monitorEventLoopDelay({ resolution: 5 })
loop.enable()

/** Users who come without the server, so that what 100,000 of them mean is measured without waiting for their sync. */
async function fill(people: number): Promise<object> {
  const all = sql`generate_series(1, ${sql.lit(people)}) n`
  await sql`insert into person (id, email, name, created_at) select 'user_fill' || n, 'fill' || n || '@acme.test', 'Filled ' || n, ${at}
    from ${all}`.execute(db)
  await sql`insert into membership (workspace_id, person_id, role, status, joined_at, last_seen_at)
    select ${workspaceId}::uuid, 'user_fill' || n, 'member', 'active', ${at}, ${at} from ${all}`.execute(db)
  await sql`insert into directory_user (workspace_id, person_id, directory_id, user_name, external_id, email, emails, display_name, active,
      deactivated_by_directory, made_person, attributes, created_at, updated_at)
    select ${workspaceId}::uuid, 'user_fill' || n, ${directory.id}, 'fill' || n || '@acme.test', 'e' || n, 'fill' || n || '@acme.test',
      array['fill' || n || '@acme.test'], 'Filled ' || n, true, false, true,
      jsonb_build_object('userName', 'fill' || n || '@acme.test', 'active', true, 'displayName', 'Filled ' || n, 'emails',
        jsonb_build_array(jsonb_build_object('value', 'fill' || n || '@acme.test', 'type', 'work'))), ${at}, ${at} from ${all}`.execute(
    db,
  )
  await sql`analyze`.execute(db)
  await app.reload()
  const { rows } = await sql<{ ids: string[] }>`select array_agg(person_id order by person_id) ids from directory_user`.execute(
    db,
  )
  return { ids: rows[0]?.ids ?? [] }
}

/** A rule that names the group, and no brake: what is measured is what asking costs. */
async function nameInRule(groupId: string): Promise<object> {
  const place = { workspace_id: workspaceId, created_at: at }
  const policy = {
    ...place,
    id: 'pol_bench',
    name: 'Bench',
    purpose: '',
    owner: '',
    newest_version: 1,
    published_version: 1,
    updated_at: at,
  }
  await db.insertInto('policy').values(policy).execute()
  const version = { ...place, id: 'polv_bench', policy_id: policy.id, number: 1, contents: '', sha256: '', note: '' }
  await db.insertInto('policy_version').values(version).execute()
  const rules = JSON.stringify([{ id: 'rule_bench', groupId, policyId: policy.id, policyVersionId: version.id }])
  await db
    .insertInto('revision')
    .values({ ...place, id: 'rev_bench', number: 1, rules, note: '', cause: 'bench' })
    .execute()
  await db.updateTable('workspace').set({ revision_id: 'rev_bench' }).execute()
  await sql`insert into policy_control (workspace_id, approvals, approver_role, brake_enabled, brake_share_percent, brake_minimum_members,
    halt_silent_percent) values (${workspaceId}, 0, 'any', false, 25, 25, 20)`.execute(db)
  await app.reload()
  return {}
}

/** The rows of one new user in one transaction each, without anything else: what the database gives at best. */
async function insertPlain(people: number, atOnce: number): Promise<object> {
  const startedAt = performance.now()
  let next = 0
  const work = async () => {
    for (let n = next++; n < people; n = next++) {
      await db.transaction().execute(async (tx) => {
        const id = `user_plain${n}`
        await tx
          .insertInto('person')
          .values({ id, email: `plain${n}@acme.test`, name: 'Plain', created_at: at })
          .execute()
        const membership = { workspace_id: workspaceId, person_id: id, role: 'member', status: 'active' as const, joined_at: at }
        await tx.insertInto('membership').values(membership).execute()
        await tx.insertInto('change').values({ workspace_id: workspaceId, topic: 'member', key: id }).execute()
      })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return { perSecond: people / ((performance.now() - startedAt) / 1_000) }
}

const ready: ScimReady = { port: (server.server.address() as AddressInfo).port, token } // it listens on TCP
serveParent(
  ready,
  async () => {
    server.server.closeAllConnections()
    await close()
    await clean()
  },
  async (question) => {
    const asked = question as { fill?: number; rule?: string; plain?: number; atOnce?: number } // sent by scim.ts
    if (asked.fill) return fill(asked.fill)
    if (asked.rule) return nameInRule(asked.rule)
    if (asked.plain) return insertPlain(asked.plain, asked.atOnce ?? 1)
    await later(20)
    const longestMs = loop.max / 1e6
    loop.reset()
    return { longestMs }
  },
)
