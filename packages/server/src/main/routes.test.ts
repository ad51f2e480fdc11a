import { addressOf, type RouteContract, routeGroups } from '@bailiwick/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Caller, startTestServer, type TestServer } from '../testing/server.ts'

let it: TestServer
beforeAll(async () => {
  it = await startTestServer()
})
afterAll(() => it.close())

const all = Object.entries(routeGroups).flatMap(([group, routes]) =>
  Object.entries<RouteContract>(routes).map(([name, route]) => ({ title: `${group}: ${name}`, route, ...addressOf(route) })),
)
const ofWorkspaces = all.filter(({ route }) => route.needs !== 'public' && route.needs !== 'person')
const forPermissions = ofWorkspaces.filter(({ route }) => route.needs !== 'member')
const ofPersons = all.filter(({ route }) => route.needs === 'person')

/** Calls a route without a body: who may come in is decided before anything is read. */
async function knock(caller: Caller, { method, path }: (typeof all)[number], workspaceId = it.seeded.workspaces.acme ?? '') {
  const url = path.replace(':workspaceId', workspaceId).replace(/:\w+/g, 'somebody')
  const answer = await caller.inject({ method, url })
  return { status: answer.statusCode, code: answer.body ? answer.json().code : undefined }
}

test('each route of the contracts is served', () => {
  const missing = all.filter(({ method, path }) => !it.server.hasRoute({ method, url: path }))
  expect(missing.map(({ title }) => title)).toEqual([])
  expect(forPermissions.length).toBeGreaterThan(30)
})

describe.each(ofWorkspaces)('$title', (route) => {
  test('nobody without a sign-in comes in', async () => {
    const refused = { status: 401, code: 'access.sign_in_needed' }
    expect(await knock(it.anonymous, route)).toEqual(refused)
    expect(await knock(it.anonymous, route, it.seeded.workspaces.beta)).toEqual(refused)
    expect(await knock(it.anonymous, route, 'no-workspace'), 'an address tells nothing').toEqual(refused)
    expect(await knock(it.withKey('bw-admin-unknown'), route)).toEqual({ status: 401, code: 'access.key_not_valid' })
  })

  test("another workspace's callers find no workspace, as if there were none", async () => {
    const missing = { status: 404, code: 'workspace.not_found' }
    const unknown = crypto.randomUUID()
    for (const caller of [it.as('mallory'), it.withKey(it.seeded.adminKeys.beta ?? '')]) {
      expect(await knock(caller, route)).toEqual(missing)
      expect(await knock(caller, route, it.seeded.workspaces.acme?.toUpperCase())).toEqual(missing)
      expect(await knock(caller, route, unknown)).toEqual(missing)
    }
  })
})

test.each(forPermissions)('$title is denied to whoever lacks its permission', async (route) => {
  const answer = await it.as('dan').inject({
    method: route.method,
    url: route.path.replace(':workspaceId', it.seeded.workspaces.acme ?? '').replace(/:\w+/g, 'somebody'),
  })
  expect(answer.json()).toMatchObject({ status: 403, code: 'access.denied', permission: route.route.needs })
})

test.each(ofPersons)('$title needs a signed-in person; an admin key is none', async (route) => {
  const refused = { status: 401, code: 'access.sign_in_needed' }
  expect(await knock(it.anonymous, route)).toEqual(refused)
  expect(await knock(it.withKey(it.seeded.adminKeys.acme ?? ''), route)).toEqual(refused)
})

test.each(all.filter(({ route }) => route.body ?? route.query))('$title ignores nothing that it is sent', ({ route }) => {
  const open = [route.body, route.query].flatMap((shape) => (shape ? openObjects(z.toJSONSchema(shape, { io: 'input' })) : []))
  expect(open, 'objects that take unknown keys').toEqual([])
})

/** The objects with named properties, at any depth, that would let an unknown one pass. */
function openObjects(schema: unknown): unknown[] {
  if (typeof schema !== 'object' || schema === null) return []
  const inner = Object.values(schema).flatMap(openObjects)
  return 'properties' in schema && !('additionalProperties' in schema) ? [schema, ...inner] : inner
}

test('a misspelt key is refused at its place, in a body and in a query', async () => {
  const base = `/api/v1/workspaces/${it.seeded.workspaces.acme}`
  const renamed = await it.as('ada').inject({ method: 'PATCH', url: base, payload: { name: 'Acme', denialtext: 'No.' } })
  expect(renamed.json()).toMatchObject({
    code: 'request.invalid',
    problems: [{ place: 'body.denialtext', message: 'is not known here' }],
  })
  const found = await it.as('ada').inject({ method: 'GET', url: `${base}/members?serach=dan` })
  expect(found.json()).toMatchObject({ code: 'request.invalid', problems: [{ place: 'query.serach' }] })
})

test('public routes are these alone', () => {
  const open = all.filter(({ route }) => route.needs === 'public').map(({ title }) => title)
  expect(open.sort()).toEqual([
    'Invitations: accept',
    'Invitations: preview',
    'Session: redeemReset',
    'Session: signIn',
    'Set-up: finish',
    'Set-up: state',
    'Sign-in: passkey',
    'Sign-in: passkeyOptions',
    'Sign-in: secondStep',
    'Sign-in: secondStepPasskey',
    'Single sign-on sign-in: discover',
    'Single sign-on sign-in: failure',
  ])
})
