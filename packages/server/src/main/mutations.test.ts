import {
  addressOf,
  adminKeyRoutes,
  approvalRoutes,
  gatewayRoutes,
  groupRoutes,
  invitationRoutes,
  memberRoutes,
  type RouteContract,
  routeGroups,
  ruleRoutes,
  sessionRoutes,
  settingRoutes,
} from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeSetupToken } from '../features/identity/setup/index.ts'
import { type Caller, startTestServer, type TestServer } from '../testing/server.ts'
import { accessMutations } from './testing/access-mutations.ts'
import { directoryMutations } from './testing/directory-mutations.ts'
import { factorMutations } from './testing/factor-mutations.ts'
import { type Call, type Prepare, policyMutations } from './testing/policy-mutations.ts'
import { ssoMutations } from './testing/sso-mutations.ts'
import { tokenMutations } from './testing/token-mutations.ts'

let it: TestServer
beforeAll(async () => {
  it = await startTestServer({ publicUrl: 'http://localhost:8787' }) // passkeys need a host name
})
afterAll(() => it.close())

const policyThings = policyMutations(() => it)
const directoryThings = directoryMutations(() => it)
const ssoThings = ssoMutations(() => it)
const accessThings = accessMutations(() => it)
const tokenThings = tokenMutations(() => it)
const { policy, draft, rollout, exception, heldChange, enrolment, evaluation } = policyThings
const person = (key: string) => it.seeded.people[key] ?? ''
const ada = () => it.as('ada')
const tokenOf = (url: string) => url.split('#token=')[1] ?? ''
let made = 0
const name = () => `Made ${++made}`

const group = async () => (await ada().call(groupRoutes.create, { body: { name: name() } })).body.id
const invitation = async () => (await ada().call(invitationRoutes.create, { body: { email: `made-${++made}@acme.test` } })).body
const upstream = async () => {
  const body = { name: name(), baseUrl: 'http://127.0.0.1:9/v1', key: null, models: ['m'] }
  return (await ada().call(gatewayRoutes.create, { body })).body.id
}
const userCode = async () => {
  const payload = { client_id: 'codex-cli' }
  const answer = await it.server.inject({ method: 'POST', url: '/api/accounts/deviceauth/usercode', payload })
  return answer.json() as { user_code: string; device_auth_id: string } // the endpoint's own shape
}
const signedInClient = async (key: string) => {
  const asked = await userCode()
  const body = { userCode: asked.user_code, workspaceId: it.seeded.workspaces.acme ?? '', decision: 'approve' as const }
  await it.as(key).call(approvalRoutes.decide, { body })
  const poll = await it.server.inject({ method: 'POST', url: '/api/accounts/deviceauth/token', payload: asked })
  const { authorization_code: code, code_verifier } = poll.json()
  const exchange = { grant_type: 'authorization_code', client_id: 'codex-cli', redirect_uri: '/deviceauth/callback' }
  const redirect_uri = `${it.app.config.publicUrl}/deviceauth/callback`
  await it.server.inject({ method: 'POST', url: '/oauth/token', payload: { ...exchange, code, code_verifier, redirect_uri } })
  const { id } = await it.app.db
    .selectFrom('client_grant')
    .select('id')
    .where('person_id', '=', person(key))
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow()
  return id
}
const device = async () => {
  const { id, workspace_id, person_id } = await it.app.db.selectFrom('client_grant').selectAll().executeTakeFirstOrThrow()
  it.app.devices.noteCall({ workspaceId: workspace_id, personId: person_id, grantId: id }, 'codex_exec/1', null, it.clock.now())
  await it.app.devices.flush()
  return (await it.app.db.selectFrom('device').select('id').where('workspace_id', '=', workspace_id).executeTakeFirstOrThrow()).id
}
const authorizeRequest = async () => {
  const query = {
    response_type: 'code',
    client_id: 'codex-cli',
    redirect_uri: 'http://127.0.0.1:1455/auth/callback',
    code_challenge: 'c'.repeat(43),
    code_challenge_method: 'S256',
    state: 'state-of-the-client',
  }
  const { headers } = await it.server.inject({ method: 'GET', url: '/oauth/authorize', query })
  return new URL(String(headers.location), 'http://127.0.0.1').searchParams.get('request') ?? ''
}

/** Every mutation of the admin API, with a call that changes something. */
const mutations: Record<string, Prepare> = {
  'Session: signIn': async () => {
    const link = await ada().call(memberRoutes.resetPassword, { params: { personId: person('nora') } })
    const password = 'nora-likes-long-passwords'
    await it.anonymous.call(sessionRoutes.redeemReset, { body: { token: tokenOf(link.body.url), password } })
    return { as: it.anonymous, body: { email: 'nora@acme.test', password } }
  },
  'Session: rename': () => ({ as: it.as('dan'), body: { name: 'Dan D. Developer' } }),
  'Session: changePassword': async () => {
    const link = await ada().call(memberRoutes.resetPassword, { params: { personId: person('petra') } })
    const current = 'petra-likes-long-passwords'
    await it.anonymous.call(sessionRoutes.redeemReset, { body: { token: tokenOf(link.body.url), password: current } })
    return { as: await signedIn('petra@acme.test', current), body: { current, next: 'petra-likes-another-one' } }
  },
  'Session: end': async () => {
    const { body } = await it.as('ana').call(sessionRoutes.list)
    return { as: it.as('ana'), params: { sessionId: body[0]?.id } }
  },
  'Session: signOut': () => ({ as: it.as('carl') }),
  'Session: redeemReset': async () => {
    const { body } = await ada().call(memberRoutes.resetPassword, { params: { personId: person('carl') } })
    return { as: it.anonymous, body: { token: tokenOf(body.url), password: 'carl-likes-another-one' } }
  },
  'Workspace: update': () => ({ body: { denialText: 'Ask the desk.' } }),
  'Members: update': () => ({ params: { personId: person('sam') }, body: { role: 'codex_admin' } }),
  'Members: resetPassword': () => ({ params: { personId: person('sam') } }),
  'Invitations: create': () => ({ body: { email: 'somebody@acme.test' } }),
  'Invitations: withdraw': async () => ({ params: { invitationId: (await invitation()).invitation.id } }),
  'Invitations: accept': async () => {
    const { link } = await invitation()
    return { as: it.anonymous, body: { token: tokenOf(link.url), name: 'Somebody', password: 'somebody-likes-long-ones' } }
  },
  'Groups: create': () => ({ body: { name: name() } }),
  'Groups: update': async () => ({ params: { groupId: await group() }, body: { name: name() } }),
  'Groups: remove': async () => ({ params: { groupId: await group() } }),
  'Groups: addMembers': async () => ({ params: { groupId: await group() }, body: { emails: ['dan@acme.test'] } }),
  'Groups: removeMember': () => ({ params: { groupId: it.seeded.groups.Engineering, personId: person('dan') } }),
  'Settings: set': async () => {
    const params = { key: 'device_code' }
    await ada().call(settingRoutes.set, { params, body: { value: false } })
    return { params, body: { value: true } }
  },
  'Admin keys: create': () => ({ body: { name: name(), scopes: ['audit.read'] } }),
  'Admin keys: update': async () => {
    const { body } = await ada().call(adminKeyRoutes.create, { body: { name: name(), scopes: ['audit.read'] } })
    return { params: { keyId: body.key.id }, body: { name: name() } }
  },
  'Admin keys: revoke': async () => {
    const { body } = await ada().call(adminKeyRoutes.create, { body: { name: name(), scopes: ['audit.read'] } })
    return { params: { keyId: body.key.id } }
  },
  ...policyThings.mutations,
  ...directoryThings.mutations,
  ...accessThings.mutations,
  ...tokenThings.mutations,
  ...factorMutations(() => it),
  ...ssoThings.mutations,
  'Model gateway: create': () => ({ body: { name: name(), baseUrl: 'http://127.0.0.1:9/v1', key: null, models: ['m'] } }),
  'Model gateway: update': async () => ({ params: { upstreamId: await upstream() }, body: { name: name() } }),
  'Model gateway: remove': async () => ({ params: { upstreamId: await upstream() } }),
  'Codex clients: signOutMine': async () => ({ as: it.as('grace'), params: { clientId: await signedInClient('grace') } }),
  'Codex clients: signOut': async () => ({ params: { personId: person('cora'), clientId: await signedInClient('cora') } }),
  'Sign-in approvals: decide': async () => {
    const { user_code } = await userCode()
    return { body: { userCode: user_code, workspaceId: it.seeded.workspaces.acme, decision: 'refuse' } }
  },
  'Sign-in approvals: decideAuthorize': async () => ({
    body: { request: await authorizeRequest(), workspaceId: it.seeded.workspaces.acme, decision: 'refuse' },
  }),
  // The last: it needs an installation that nobody has set up.
  'Set-up: finish': async () => {
    await it.app.db.updateTable('installation').set({ set_up_at: null }).execute()
    const token = (await makeSetupToken(it.app)) ?? ''
    const owner = { name: 'First', email: 'first@gamma.test', password: 'first-likes-long-passwords' }
    return { as: it.anonymous, body: { token, workspaceName: 'Gamma', ...owner } }
  },
}

/** Routes that only ask, though by POST: what they are asked with must not stand in an address, or is too long for one. */
const questions = new Set([
  'Sign-in: secondStepPasskey',
  'Sign-in: passkeyOptions',
  'Sign-in: stepUpPasskey',
  'Second factors: startTotp',
  'Second factors: startPasskey',
  'Single sign-on: readMetadata',
  'Single sign-on: startTest',
  'Single sign-on: checkDomain',
  'Single sign-on sign-in: discover',
  'Groups: impact',
  'Custom roles: impact',
  'Codex set-up: impact',
  'Invitations: preview',
  'Policies: check',
  'Policy as code: plan',
  'Model gateway: test',
  'Sign-in approvals: find',
  'Sign-in approvals: findAuthorize',
])

async function signedIn(email: string, password: string): Promise<Caller> {
  const { headers } = await it.anonymous.call(sessionRoutes.signIn, { body: { email, password } })
  const cookie = String(headers['set-cookie']).split(';')[0] ?? ''
  return { ...it.anonymous, inject: (options) => it.server.inject({ ...options, headers: { ...options.headers, cookie } }) }
}

const routes = new Map<string, RouteContract>(
  Object.entries(routeGroups).flatMap(([heading, group]) =>
    Object.entries<RouteContract>(group).map(([key, route]) => [`${heading}: ${key}`, route] as const),
  ),
)
const changing = [...routes].filter(([title, route]) => !('get' in route) && !questions.has(title)).map(([title]) => title)

test('every mutation is walked', () => {
  expect(Object.keys(mutations).sort()).toEqual(changing.sort())
})

const countFacts = async (): Promise<number> => (await it.app.db.selectFrom('fact').select('id').execute()).length

async function call(title: string, { as = ada(), params = {}, body }: Call) {
  const route = routes.get(title)
  if (!route) throw new Error(`no route ${title}`)
  const { method, path } = addressOf(route)
  const names: Record<string, string | undefined> = { workspaceId: it.seeded.workspaces.acme, ...params }
  const url = path.replace(/:(\w+)/g, (_, key: string) => names[key] ?? '')
  return as.inject({ method, url, ...(body && { payload: body }) })
}

test.each(Object.entries(mutations))('%s changes something and writes a fact', async (title, prepare) => {
  const prepared = await prepare()
  const before = await countFacts()
  const answer = await call(title, prepared)
  expect(answer.statusCode, answer.body).toBeLessThan(300)
  expect(await countFacts()).toBeGreaterThan(before)
})

test("another workspace's things are missing, whatever is done to them", async () => {
  const foreign: Record<string, string> = {
    groupId: await group(),
    policyId: await policy(),
    exceptionId: (await exception('grace')).exceptionId,
    ...(await heldChange()),
    draftId: (await draft()).params.draftId,
    rolloutId: await rollout(),
    enrolmentId: await enrolment(),
    evaluationId: await evaluation(),
    deviceId: await device(),
    upstreamId: await upstream(),
    invitationId: (await invitation()).invitation.id,
    keyId: (await ada().call(adminKeyRoutes.create, { body: { name: name(), scopes: ['audit.read'] } })).body.key.id,
    ...(await directoryThings.token()),
    providerId: await ssoThings.provider(),
    domainId: await ssoThings.domain(),
    roleId: await accessThings.role(),
    serviceAccountId: await tokenThings.account(),
    personId: person('dan'),
    sessionId: 'sess_of_dan',
    clientId: await signedInClient('dan'),
    factId: (
      await it.app.db
        .selectFrom('fact')
        .select('id')
        .where('workspace_id', '=', it.seeded.workspaces.acme ?? '')
        .executeTakeFirstOrThrow()
    ).id,
    number: '1',
  }
  const bodies: Record<string, object> = {
    'Members: update': { status: 'deactivated' },
    'Groups: update': { name: 'Taken over' },
    'Groups: addMembers': { emails: ['mallory@beta.test'] },
    'Single sign-on: updateProvider': { name: 'Taken over' },
    'Policies: describe': { purpose: 'Taken over' },
    'Policies: save': { contents: '', expectedVersion: 1 },
    'Groups: impact': {},
    'Directories: update': { name: 'Taken over' },
    'Service accounts: update': { name: 'Taken over' },
    'Service accounts: createToken': { name: 'Taken over', expiresInDays: 7 },
    'Service accounts: share': { email: 'mallory@beta.test', role: 'user' },
    'Custom roles: update': { version: 1, name: 'Taken over' },
    'Custom roles: assign': { emails: ['mallory@beta.test'] },
    'Directories: createToken': {},
    'Admin keys: update': { name: 'Taken over' },
    'Policy exceptions: decide': { decision: 'granted' },
    'Policy exceptions: revoke': {},
    'Held changes: decide': { decision: 'release', note: 'Mine' },
    'Policy drafts: describe': { title: 'Taken over' },
    'Policy drafts: save': { expectedEdit: 1 },
    'Policy drafts: rebase': { expectedEdit: 1 },
    'Policy drafts: submit': { expectedEdit: 1 },
    'Policy drafts: decide': { expectedEdit: 1, decision: 'approved' },
    'Policy drafts: publish': { expectedEdit: 1 },
    'Policy drafts: restore': { expectedRevision: 1 },
    'Rollouts: advance': { expectedStage: 0 },
    'Rollouts: halt': {},
    'Rollouts: rollBack': {},
    'Model gateway: update': { name: 'Taken over' },
    'Model gateway: test': {},
  }
  const before = await countFacts()
  const found: string[] = []
  for (const [title, route] of routes) {
    const { path } = addressOf(route)
    const names = [...path.matchAll(/:(\w+)/g)]
      .map(([, key]) => key ?? '')
      .filter((key) => key !== 'workspaceId' && key !== 'key')
    if (names.length === 0 || route.needs === 'person') continue
    const params = { workspaceId: it.seeded.workspaces.beta, ...foreign }
    const answer = await call(title, { as: it.as('mallory'), params, body: bodies[title] })
    if (answer.statusCode !== 404) found.push(`${title}: ${answer.statusCode} ${answer.body.slice(0, 100)}`)
  }
  expect(found).toEqual([])
  expect(await countFacts()).toBe(before)
  expect((await it.as('mallory').call(ruleRoutes.get)).body.rules).toEqual([])
})

test('no fact carries a secret', async () => {
  const rows = await it.app.db.selectFrom('fact_payload').select('payload').execute()
  const text = JSON.stringify(rows)
  expect(text.length).toBeGreaterThan(10_000)
  expect(text).not.toMatch(/bw-[a-z]+-[\w-]{20}|bw[rdc]_[\w-]{20}|eyJ[\w-]{20}|\$argon2|-likes?-/)
})
