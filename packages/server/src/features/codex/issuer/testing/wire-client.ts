import { approvalRoutes, codexClientId } from '@bailiwick/contracts'
import { announce } from '../../../../platform/changes/changes.ts'
import type { TestServer } from '../../../../testing/server.ts'

/** What the client gets from `/oauth/token`. */
export interface Tokens {
  id_token: string
  access_token: string
  refresh_token: string
  token_type: string
  expires_in: number
}

const clientId = codexClientId
const deviceCallback = 'http://127.0.0.1:8787/deviceauth/callback'

/** The client's own side of signing in, request by request as 0.169.0 sends them. */
export function wireClient(it: TestServer) {
  const form = async (url: string, fields: Record<string, string>) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await it.server.inject({ method: 'POST', url, headers, payload: new URLSearchParams(fields).toString() })
    return { status: answer.statusCode, body: answer.json() }
  }
  const json = async (url: string, payload: object) => {
    const answer = await it.server.inject({ method: 'POST', url, payload })
    return { status: answer.statusCode, body: answer.json() }
  }
  const ask = async () => {
    const { body } = await json('/api/accounts/deviceauth/usercode', { client_id: clientId })
    return body as { device_auth_id: string; user_code: string; interval: string } // the endpoint's own shape
  }
  const poll = (asked: { device_auth_id: string; user_code: string }) =>
    json('/api/accounts/deviceauth/token', { device_auth_id: asked.device_auth_id, user_code: asked.user_code })
  const exchange = (answer: { authorization_code: string; code_verifier: string }, change: Record<string, string> = {}) =>
    form('/oauth/token', {
      grant_type: 'authorization_code',
      client_id: clientId,
      code: answer.authorization_code,
      redirect_uri: deviceCallback,
      code_verifier: answer.code_verifier,
      ...change,
    })
  const decide = (key: string, userCode: string, decision: 'approve' | 'refuse' = 'approve', slug = 'acme') =>
    it.as(key).call(approvalRoutes.decide, { body: { userCode, workspaceId: it.seeded.workspaces[slug] ?? '', decision } })
  const signIn = async (key: string): Promise<Tokens> => {
    const asked = await ask()
    await decide(key, asked.user_code)
    const { body } = await exchange((await poll(asked)).body)
    return body as Tokens // the endpoint's own shape
  }
  const refresh = (token: string) =>
    json('/oauth/token', {
      client_id: clientId,
      grant_type: 'refresh_token',
      refresh_reason: 'proactive_expiry',
      refresh_token: token,
    })
  return { ask, poll, exchange, decide, signIn, refresh, form, json }
}

/** Switches a setting of Acme around the admin API. */
export async function setSetting(it: TestServer, key: 'codex_local' | 'device_code', value: boolean): Promise<void> {
  const workspaceId = it.seeded.workspaces.acme ?? ''
  await it.app.db
    .insertInto('workspace_setting')
    .values({ workspace_id: workspaceId, key, value, changed_at: it.clock.now() })
    .onConflict((at) => at.columns(['workspace_id', 'key']).doUpdateSet({ value }))
    .execute()
  await it.app.db.transaction().execute((tx) => announce(tx, 'workspace', workspaceId, workspaceId))
  await it.app.feed.catchUp()
}

/** Activates or deactivates a member of Acme around the admin API. */
export async function setStatus(it: TestServer, key: string, status: 'active' | 'deactivated'): Promise<void> {
  const personId = it.seeded.people[key] ?? ''
  await it.app.db.updateTable('membership').set({ status }).where('person_id', '=', personId).execute()
  await it.app.db.transaction().execute((tx) => announce(tx, 'member', it.seeded.workspaces.acme ?? null, personId))
  await it.app.feed.catchUp()
}

/** The kinds of facts about one person, oldest first. */
export async function factsAbout(it: TestServer, key: string): Promise<string[]> {
  const rows = await it.app.db
    .selectFrom('fact')
    .select('kind')
    .where('subject_id', '=', it.seeded.people[key] ?? '')
    .orderBy('at')
    .orderBy('xid')
    .execute()
  return rows.map((row) => row.kind)
}
