import { addressOf, permissions, type RouteContract, routeGroups, settingRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Caller, startTestServer, type TestServer } from '../testing/server.ts'

let it: TestServer
beforeAll(async () => {
  it = await startTestServer()
  await it.as('ada').call(settingRoutes.set, { params: { key: 'access_tokens' }, body: { value: true } })
})
afterAll(() => it.close())
beforeEach(async () => {
  await it.app.db.deleteFrom('factor').execute()
  await it.app.db.deleteFrom('workspace_security').execute()
  await it.app.db.updateTable('session').set({ second_factor_at: null }).execute()
  await proved(0)
})

const all = Object.entries(routeGroups).flatMap(([group, routes]) =>
  Object.entries<RouteContract>(routes).map(([name, route]) => ({ title: `${group}: ${name}`, route, ...addressOf(route) })),
)
const asking = all.filter(({ route }) => route.stepUp)

/** When everybody's sign-in was proved last. */
async function proved(minutesAgo: number) {
  const authenticated_at = new Date(it.clock.now().getTime() - minutesAgo * 60_000)
  await it.app.db.updateTable('session').set({ authenticated_at }).execute()
}
const giveFactor = async (key: string) => {
  const own = { id: `fac_${key}`, person_id: it.seeded.people[key] ?? '', kind: 'totp' as const, name: 'Phone' }
  await it.app.db
    .insertInto('factor')
    .values({ ...own, created_at: it.clock.now(), secret_sealed: it.app.sealing.seal('JBSWY3DPEHPK3PXP') })
    .execute()
}
const requireMfa = () =>
  it.app.db
    .insertInto('workspace_security')
    .values({ workspace_id: it.seeded.workspaces.acme ?? '', mfa_required: true, access_token_max_days: null })
    .execute()

/** Calls a route without a body: who may come in is decided before anything is read. Deleting finds nothing by these names. */
async function knock({ method, path }: (typeof all)[number], caller: Caller = it.as('ada')): Promise<unknown> {
  const url = path.replace(':workspaceId', it.seeded.workspaces.acme ?? '').replace(/:\w+/g, 'somebody')
  const answer = await caller.inject({ method, url })
  return answer.statusCode >= 400 ? answer.json().code : answer.statusCode
}

describe.each(asking)('$title', (route) => {
  test('asks whoever has a second factor for a proof of the last 15 minutes', async () => {
    await giveFactor('ada')
    await proved(0)
    expect(await knock(route), 'a sign-in from before the factor').toBe('session.step_up_needed')
    await it.app.db.updateTable('session').set({ second_factor_at: it.clock.now() }).execute()
    await proved(16)
    expect(await knock(route)).toBe('session.step_up_needed')
    await proved(15)
    expect(await knock(route)).not.toBe('session.step_up_needed')
  })

  test('asks everybody whose workspace requires a second factor', async () => {
    await requireMfa()
    await it.app.db.updateTable('session').set({ second_factor_at: it.clock.now() }).execute()
    await proved(16)
    const answer = await knock(route)
    if (route.route.needs === 'person' && route.route.stepUp === true) expect(answer).not.toBe('session.step_up_needed')
    else expect(answer).toBe('session.step_up_needed')
  })

  test('bothers nobody else, unless it says always', async () => {
    await proved(16)
    const answer = await knock(route)
    if (route.route.stepUp === 'always') expect(answer).toBe('session.step_up_needed')
    else expect(answer).not.toBe('session.step_up_needed')
  })

  test('asks no admin key', async () => {
    await requireMfa()
    expect(await knock(route, it.withKey(it.seeded.adminKeys.acme ?? ''))).not.toBe('session.step_up_needed')
  })
})

test('who lacks the permission is told that, and is not asked for a proof', async () => {
  await giveFactor('dan')
  await proved(16)
  const ofOwners = asking.filter(({ route }) => route.needs in permissions && route.needs !== 'access_token.create')
  for (const route of ofOwners) expect(await knock(route, it.as('dan')), route.title).toBe('access.denied')
})

/** Mutations with rights of this weight that ask for no proof, each with its reason. */
const unasked: Record<string, string> = {
  'Workspace: update': 'a name and a sentence',
  'Admin keys: revoke': 'taking away must be quick',
  'Model gateway: remove': 'taking away must be quick',
  'Model gateway: test': 'changes nothing',
  'Directories: update': 'a name',
  'Single sign-on: readMetadata': 'changes nothing',
  'Single sign-on: startTest': 'signs nobody in',
  'Single sign-on: checkDomain': 'looks up what was claimed',
  'Service accounts: unshare': 'taking away must be quick',
  'Service accounts: revokeToken': 'taking away must be quick',
  'Custom roles: impact': 'changes nothing',
}
const heavy = new Set<string>(Object.entries(permissions).flatMap(([name, { area }]) => (area === 'owners' ? [name] : []))).add(
  'service_account.manage',
)

test('what only owners may do asks for a proof, but for what is named here', () => {
  const weighty = all.filter(({ route, method }) => method !== 'GET' && heavy.has(route.needs))
  const wrong = weighty.filter(({ title, route }) => title in unasked === Boolean(route.stepUp)).map(({ title }) => title)
  expect(wrong).toEqual([])
  expect(weighty.length).toBeGreaterThan(15)
})

test('so do other ways to get hold of an account, and taking evidence out', () => {
  const titles = new Set(asking.map(({ title }) => title))
  for (const title of [
    'Session: changePassword',
    'Second factors: startTotp',
    'Second factors: startPasskey',
    'Second factors: remove',
    'Second factors: makeRecoveryCodes',
    'Members: update',
    'Members: resetPassword',
    'Member sign-ins: resetFactors',
    'Invitations: create',
    'Audit: export',
  ]) {
    expect(titles, title).toContain(title)
  }
})
