import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newAtToken } from '../packages/server/src/features/codex/issuer/index.ts'
import { openApp } from '../packages/server/src/main/app.ts'
import { systemClock } from '../packages/server/src/platform/clock.ts'
import { hashToken } from '../packages/server/src/platform/crypto/tokens.ts'
import { migrate } from '../packages/server/src/platform/db/migrate.ts'
import { startEmbeddedPostgres } from '../packages/server/src/platform/embedded-postgres/index.ts'
import { newId } from '../packages/server/src/platform/ids.ts'
import { openLog } from '../packages/server/src/platform/log.ts'
import { serveParent } from './child.ts'
import { fillCompany } from './company.ts'

/** What the load needs to sign in, to call, and to look at the console. */
export interface TokenServer {
  port: number
  workspaceId: string
  /** Authorization codes, each good for one grant, with the one verifier of them all. */
  codes: string[]
  verifier: string
  redirectUri: string
  accessTokens: string[]
  sessions: string[]
  whoami: string
  bundle: string
}

/** The real server on an embedded PostgreSQL, with people who are about to sign in, access tokens and console sessions. */
const [codeCount = '4000'] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'bailiwick-bench-'))
const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') })
async function clean(): Promise<void> {
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
}
process.once('uncaughtException', async (error) => {
  console.error(error)
  await clean()
  process.exit(1)
})
await migrate(postgres.url)
const config = {
  host: '127.0.0.1',
  port: 0,
  publicUrl: 'http://127.0.0.1:8787',
  dataDir: folder,
  trustProxy: false,
  tls: null,
  databaseUrl: postgres.url,
  logLevel: 'warn',
  checkAnswers: false,
}
const log = openLog('warn')
const { app, server, close } = await openApp({ config, clock: systemClock, log, sealingKey: Buffer.alloc(32, 1) })
await fillCompany(app, 'http://127.0.0.1:9/v1')
const now = app.clock.now()
const later = new Date(now.getTime() + 86_400_000)
const members = await app.db.selectFrom('membership').select(['workspace_id', 'person_id']).orderBy('person_id').execute()
const workspaceId = members[0]?.workspace_id ?? ''
const memberAt = (n: number) => members[n % members.length]?.person_id ?? ''

const verifier = randomBytes(48).toString('base64url')
const redirectUri = 'http://127.0.0.1:1455/auth/callback'
const codes = Array.from({ length: Number(codeCount) }, () => randomBytes(32).toString('base64url'))
const code = {
  client_id: 'codex-cli',
  redirect_uri: redirectUri,
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  workspace_id: workspaceId,
  surface: 'browser' as const,
  address: '127.0.0.1',
  user_agent: 'bench',
  expires_at: later,
}
for (let from = 0; from < codes.length; from += 1_000) {
  const some = codes.slice(from, from + 1_000)
  await app.db
    .insertInto('authorization_code')
    .values(some.map((it, n) => ({ ...code, code_hash: hashToken(it), person_id: memberAt(from + n) })))
    .execute()
}

const accessTokens = Array.from({ length: 1_000 }, newAtToken)
const grants = accessTokens.map(() => newId('grant'))
const grant = {
  workspace_id: workspaceId,
  client_id: 'access-token',
  surface: 'access_token' as const,
  address: '',
  user_agent: '',
}
await app.db
  .insertInto('client_grant')
  .values(grants.map((id, n) => ({ ...grant, id, person_id: memberAt(n), created_at: now })))
  .execute()
const token = { workspace_id: workspaceId, name: 'Bench', hint: 'at-bench', created_at: now, expires_at: later, created_by: null }
await app.db
  .insertInto('access_token')
  .values(
    accessTokens.map((it, n) => ({
      ...token,
      id: newId('accessToken'),
      grant_id: grants[n] ?? '',
      person_id: memberAt(n),
      token_hash: hashToken(it),
    })),
  )
  .execute()

const sessions = Array.from({ length: 200 }, () => randomBytes(32).toString('base64url'))
const life = { created_at: now, authenticated_at: now, last_seen_at: now, expires_at: later }
await app.db
  .insertInto('session')
  .values(
    sessions.map((it, n) => ({
      id: newId('session'),
      token_hash: hashToken(it),
      person_id: memberAt(n),
      address: '127.0.0.1',
      user_agent: 'bench',
      ...life,
    })),
  )
  .execute()
await app.reload()

const headers = { authorization: `Bearer ${accessTokens[0]}` }
const whoami = await server.inject({ url: '/api/accounts/v1/user-auth-credential/whoami', headers })
const bundle = await server.inject({ url: '/backend-api/wham/config/bundle', headers })
await server.listen({ host: '127.0.0.1', port: 0, backlog: 4_096 })
const { port } = server.server.address() as AddressInfo // listening on TCP

const ready: TokenServer = {
  port,
  workspaceId,
  codes,
  verifier,
  redirectUri,
  accessTokens,
  sessions,
  whoami: whoami.body,
  bundle: bundle.body,
}
serveParent(ready, async () => {
  server.server.closeAllConnections()
  await close()
  await clean()
})
