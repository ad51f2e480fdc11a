import { createHash, randomBytes } from 'node:crypto'
import { newAtToken } from '../packages/server/src/features/codex/issuer/index.ts'
import { hashToken } from '../packages/server/src/platform/crypto/tokens.ts'
import { newId } from '../packages/server/src/platform/ids.ts'
import { serveParent } from './child.ts'
import { fillCompany } from './company.ts'
import { openBenchServer } from './server.ts'

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
const { app, server, listen, close } = await openBenchServer()
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
const ready: TokenServer = {
  port: await listen(),
  workspaceId,
  codes,
  verifier,
  redirectUri,
  accessTokens,
  sessions,
  whoami: whoami.body,
  bundle: bundle.body,
}
serveParent(ready, close)
