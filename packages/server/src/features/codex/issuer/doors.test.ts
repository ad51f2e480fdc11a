import { approvalRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'

let it: TestServer
beforeAll(async () => {
  it = await startTestServer()
})
afterAll(() => it.close())

const acme = () => it.seeded.workspaces.acme ?? ''

async function typedCode(): Promise<string> {
  const answer = await it.server.inject({
    method: 'POST',
    url: '/api/accounts/deviceauth/usercode',
    payload: { client_id: 'codex-cli' },
  })
  return answer.json().user_code
}

const security = (row: { mfa_required?: boolean; sso_enforced?: boolean }) =>
  it.app.db
    .insertInto('workspace_security')
    .values({ workspace_id: acme(), access_token_max_days: null, ...row })
    .onConflict((on) => on.column('workspace_id').doUpdateSet({ mfa_required: false, sso_enforced: false, ...row }))
    .execute()

test.each([
  ['session.mfa_needed', { mfa_required: true }],
  ['session.sso_needed', { sso_enforced: true }],
] as const)('a console session that %s signs no client in either', async (code, row) => {
  await security(row)
  const userCode = await typedCode()
  const found = await it.as('dan').call(approvalRoutes.find, { body: { userCode } })
  expect(found.body.workspaces).toMatchObject([{ id: acme(), allowed: false }])
  const decided = await it.as('dan').call(approvalRoutes.decide, { body: { userCode, workspaceId: acme(), decision: 'approve' } })
  expect(decided.problem).toMatchObject({ status: 403, code })
  expect(await it.app.db.selectFrom('client_grant').select('id').execute()).toEqual([])
  await security({})
  const then = await it.as('dan').call(approvalRoutes.decide, { body: { userCode, workspaceId: acme(), decision: 'approve' } })
  expect(then.body.outcome).toBe('approved')
})

test('a sign-in that opens another workspace approves nothing here', async () => {
  await it.app.db
    .updateTable('session')
    .set({ method: 'oidc', workspace_id: it.seeded.workspaces.beta ?? '' })
    .where('person_id', '=', it.seeded.people.cora ?? '')
    .execute()
  const userCode = await typedCode()
  const decided = await it
    .as('cora')
    .call(approvalRoutes.decide, { body: { userCode, workspaceId: acme(), decision: 'approve' } })
  expect(decided.problem?.code).toBe('session.other_workspace')
})
