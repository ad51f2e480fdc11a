import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { verifyExport } from '../packages/cli/src/audit/verify.ts'
import { listFacts, startExport } from '../packages/server/src/features/audit/index.ts'
import { systemActor } from '../packages/server/src/platform/actor.ts'
import { systemClock } from '../packages/server/src/platform/clock.ts'
import { type Db, openDb } from '../packages/server/src/platform/db/db.ts'
import { migrate } from '../packages/server/src/platform/db/migrate.ts'
import { startEmbeddedPostgres } from '../packages/server/src/platform/embedded-postgres/index.ts'
import { chainFacts, verifyChain } from '../packages/server/src/platform/facts/index.ts'
import { newWorkspaceId } from '../packages/server/src/platform/ids.ts'
import { openLog } from '../packages/server/src/platform/log.ts'
import { serveParent } from './child.ts'

/** What a long log costs; times in milliseconds, rates in facts a second. */
export interface EvidenceFigures {
  chainPerSecond: number
  idleRoundMs: number
  pages: Record<string, number>
  exportPerSecond: number
  exportGrewMb: number
  verifyServerPerSecond: number
  verifyOfflinePerSecond: number
}

const best = async (work: () => Promise<unknown>, times = 5): Promise<number> => {
  let least = Number.POSITIVE_INFINITY
  for (let run = 0; run < times; run++) {
    const startedAt = performance.now()
    await work()
    least = Math.min(least, performance.now() - startedAt)
  }
  return least
}

/** Facts of half a thousand people about five thousand groups, one a second; every thousandth is of a rare kind. */
async function fill(db: Db, workspaceId: string, from: number, to: number): Promise<void> {
  await sql`insert into fact (id, workspace_id, at, kind, actor_kind, actor_id, subject_type, subject_id, payload_hash)
    select 'fact_' || lpad(n::text, 9, '0'), ${workspaceId}, timestamptz '2026-01-01' + n * interval '1 second',
      case when n % 1000 = 0 then 'role.created' else 'group.member_removed' end, 'person', 'user_' || n % 500, 'group', 'grp_' || n % 5000,
      sha256(convert_to('s' || n, 'UTF8')) from generate_series(${sql.lit(from)}, ${sql.lit(to)}) n`.execute(db)
  await sql`insert into fact_payload (fact_id, salt, payload)
    select id, decode(md5(id), 'hex'), jsonb_build_object('actorName', 'Person ' || actor_id, 'subjectName', 'Team ' || subject_id,
      'address', '10.0.0.1', 'userAgent', null, 'requestId', null, 'detail', jsonb_build_object('before', repeat('x', 200)))
    from fact where id between 'fact_' || lpad(${sql.lit(String(from))}, 9, '0') and 'fact_' || lpad(${sql.lit(String(to))}, 9, '0')`.execute(
    db,
  )
}

async function measure(facts: number): Promise<EvidenceFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'bailiwick-bench-'))
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') })
  await migrate(postgres.url)
  const { db, close } = openDb(postgres.url, openLog('warn'))
  try {
    const id = newWorkspaceId()
    await db.insertInto('workspace').values({ id, slug: 'acme', name: 'Acme', created_at: new Date() }).execute()
    for (let from = 1; from <= facts; from += 50_000) await fill(db, id, from, Math.min(facts, from + 49_999))
    await sql`analyze`.execute(db)
    let startedAt = performance.now()
    while ((await chainFacts(db)) > 0);
    const chainPerSecond = (facts / (performance.now() - startedAt)) * 1_000
    await sql`analyze`.execute(db)
    const idleRoundMs = await best(() => chainFacts(db))
    const middle = [new Date(Date.UTC(2026, 0, 1) + facts * 500).toISOString(), 'fact_']
    const page = (find: object) => best(() => listFacts(db, id, { limit: 50, ...find }))
    const pages = {
      newest: await page({}),
      'from the middle': await page({ after: middle }),
      'of one actor': await page({ actorId: 'user_7' }),
      'of a rare kind': await page({ kind: 'role.created' }),
      'of a class without facts': await page({ class: 'gateway' }),
      'search: everybody is found': await page({ search: 'person' }),
      'search: few are found': await page({ search: 'grp 4711' }),
      'search: nobody is found': await page({ search: 'zebra' }),
    }
    const before = process.memoryUsage().rss
    let most = before
    startedAt = performance.now()
    const { parts } = await startExport({ db, clock: systemClock }, systemActor(id), { format: 'jsonl' })
    for await (const part of parts) if (part) most = Math.max(most, process.memoryUsage().rss)
    const exportPerSecond = (facts / (performance.now() - startedAt)) * 1_000
    // The payloads do not have the hashes of their facts, so links alone are verified.
    await sql`truncate fact_payload`.execute(db)
    startedAt = performance.now()
    const { checked } = await verifyChain(db, id)
    const verifyServerPerSecond = (checked / (performance.now() - startedAt)) * 1_000
    const bare = await startExport({ db, clock: systemClock }, systemActor(id), { format: 'jsonl' })
    const bytes = (await Array.fromAsync(bare.parts)).map((it) => Buffer.from(it))
    startedAt = performance.now()
    const verdict = await verifyExport(
      (async function* () {
        yield* bytes
      })(),
    )
    if (verdict.verdict !== 'intact') throw new Error(`the export does not hold: ${JSON.stringify(verdict)}`)
    const verifyOfflinePerSecond = (facts / (performance.now() - startedAt)) * 1_000
    return {
      chainPerSecond,
      idleRoundMs,
      pages,
      exportPerSecond,
      exportGrewMb: (most - before) / 2 ** 20,
      verifyServerPerSecond,
      verifyOfflinePerSecond,
    }
  } finally {
    await close()
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

serveParent(
  {},
  async () => undefined,
  (question) => measure('facts' in question ? Number(question.facts) : 0),
)
