import {
  addressOf,
  builtInRoles,
  delegablePermissions,
  type Permission,
  permissionNames,
  type RouteContract,
  roleNames,
  routeGroups,
} from '@bailiwick/contracts'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openGate } from '../features/access/index.ts'
import { hashToken } from '../platform/crypto/tokens.ts'
import { Failure } from '../platform/failure.ts'
import { bind, type Gate, openServer } from '../platform/http/index.ts'
import { newId } from '../platform/ids.ts'
import { type Caller, startTestServer, type TestServer } from '../testing/server.ts'
import { decisions } from './testing/decisions.table.ts'
import { permissionsPage } from './testing/permissions-page.ts'
import { ownersOnly, roleMatrix, withAdminister } from './testing/role-matrix.ts'

const routes = Object.entries(routeGroups).flatMap(([heading, group]) =>
  Object.entries<RouteContract>(group).map(([name, route]) => ({
    title: `${heading}: ${name}`,
    route,
    row: decisions[heading]?.[name],
  })),
)
const asRow = (roles: (index: number) => boolean) => [...'oacvm'].map((letter, index) => (roles(index) ? letter : '-')).join('')

test('the table of routes and the matrix of roles, written apart, agree', () => {
  for (const { title, route, row } of routes) {
    if (route.needs === 'public' || route.needs === 'person' || route.needs === 'member') expect(row, title).toBe(route.needs)
    else if (route.needs !== 'access_token.create') expect(row, title).toBe(roleMatrix[route.needs])
  }
})

test('the built-in roles are what the matrix says, and custom roles hold nothing of the owners', () => {
  const written = permissionNames.filter((it) => /^[oacvm-]{5}$/.test(roleMatrix[it]))
  for (const permission of written) {
    const holds = (index: number) => builtInRoles[roleNames[index] ?? 'member'].permissions.includes(permission)
    expect(asRow(holds), permission).toBe(roleMatrix[permission])
  }
  expect(permissionNames.filter((it) => !delegablePermissions.includes(it)).sort()).toEqual([...ownersOnly].sort())
})

test('docs/permissions.md says the same (vitest -u writes it)', async () => {
  await expect(permissionsPage()).toMatchFileSnapshot('../../../../docs/permissions.md')
})

describe('every route with every kind of caller', () => {
  let it: TestServer
  let door: FastifyInstance
  const callers: {
    who: string
    headers: Record<string, string>
    holds: Permission[]
    known: 'member' | 'person' | 'key' | 'nobody'
  }[] = []

  beforeAll(async () => {
    it = await startTestServer()
    door = await openDoor(it)
    for (const permission of delegablePermissions) callers.push(await memberWith(permission))
    for (const permission of permissionNames) callers.push(await keyWith(permission))
    callers.push({ ...(await keyWith('scim.provision', true)), who: 'directory key', holds: [], known: 'nobody' })
    callers.push({ who: 'nobody', headers: {}, holds: [], known: 'nobody' })
    const cookie = (key: string) => ({ cookie: `bailiwick_session=${it.seeded.sessions[key]}` })
    callers.push({ who: "another workspace's owner", headers: cookie('mallory'), holds: [], known: 'person' })
    const foreign = { authorization: `Bearer ${it.seeded.adminKeys.beta}` }
    callers.push({ who: "another workspace's key", headers: foreign, holds: [], known: 'nobody' })
  })
  afterAll(async () => {
    await door.close()
    await it.close()
  })

  /** The gate and the edge as they are; behind them nothing happens. Who somebody is, is asked once for all routes. */
  async function openDoor({ app }: TestServer): Promise<FastifyInstance> {
    const server = await openServer(app.config, app.log)
    const real = openGate(app)
    const known = new Map<string, ReturnType<Gate['actor']>>()
    const gate: Gate = {
      ...real,
      actor(request, workspaceId, stopped) {
        const key = JSON.stringify([request.headers.cookie, request.headers.authorization, workspaceId])
        const answer = known.get(key) ?? real.actor(request, workspaceId, stopped)
        known.set(key, answer)
        return answer
      },
      requireRecentProof: async () => undefined,
    }
    const quiet = { ...app, evidence: { ...app.evidence, refused: () => undefined, count: () => undefined } }
    const comeIn = async (): Promise<never> => {
      throw new Failure('request.not_found', { detail: 'came in' })
    }
    for (const group of Object.values<Record<string, RouteContract>>(routeGroups)) {
      bind(group, Object.fromEntries(Object.keys(group).map((name) => [name, comeIn])))(server, quiet, gate)
    }
    return server
  }

  async function memberWith(permission: Permission) {
    const { db } = it.app
    const at = it.clock.now()
    const workspace_id = it.seeded.workspaces.acme ?? ''
    const [person_id, role_id, token] = [newId('person'), newId('role'), `session-with-${permission}`]
    await db
      .insertInto('person')
      .values({ id: person_id, email: `${permission}@acme.test`, name: permission, created_at: at })
      .execute()
    await db
      .insertInto('membership')
      .values({ workspace_id, person_id, role: 'member', status: 'active', joined_at: at })
      .execute()
    const role = { id: role_id, workspace_id, name: permission, description: '', permissions: [permission], created_by: null }
    await db
      .insertInto('custom_role')
      .values({ ...role, created_at: at, updated_at: at })
      .execute()
    await db.insertInto('member_role').values({ workspace_id, person_id, role_id, assigned_at: at }).execute()
    const life = { created_at: at, authenticated_at: at, last_seen_at: at, expires_at: new Date(at.getTime() + 86_400_000) }
    const session = { id: newId('session'), token_hash: hashToken(token), person_id, address: '127.0.0.1', user_agent: 'test' }
    await db
      .insertInto('session')
      .values({ ...session, ...life })
      .execute()
    const holds = permission === 'codex.administer' ? [permission, ...withAdminister] : [permission]
    return {
      who: `member with ${permission}`,
      headers: { cookie: `bailiwick_session=${token}` },
      holds,
      known: 'member' as const,
    }
  }

  // A scope brings nothing with it.
  async function keyWith(permission: Permission, ofDirectory = false) {
    const { db } = it.app
    const workspace_id = it.seeded.workspaces.acme ?? ''
    const directory_id = ofDirectory ? newId('directory') : null
    const at = it.clock.now()
    if (directory_id) {
      const directory = { id: directory_id, workspace_id, name: 'Entra', preset: 'entra', created_by: null, created_at: at }
      await db.insertInto('directory').values(directory).execute()
    }
    const secret = `bw-admin-${crypto.randomUUID()}`
    const key = { id: newId('adminKey'), workspace_id, name: permission, hint: 'bw-admin', scopes: [permission], created_at: at }
    await db
      .insertInto('admin_key')
      .values({ ...key, directory_id, token_hash: hashToken(secret) })
      .execute()
    return {
      who: `key with ${permission}`,
      headers: { authorization: `Bearer ${secret}` },
      holds: [permission],
      known: 'key' as const,
    }
  }

  const comesIn = async (headers: Record<string, string>, route: RouteContract): Promise<boolean> => {
    const { method, path } = addressOf(route)
    const url = path.replace(':workspaceId', it.seeded.workspaces.acme ?? '').replace(/:\w+/g, 'somebody')
    const { statusCode, body } = await door.inject({ method, url, headers } satisfies Parameters<Caller['inject']>[0])
    if (statusCode === 422 || body.includes('came in')) return true
    expect([401, 403, 404], body).toContain(statusCode)
    return false
  }

  test.each(routes)('$title', async ({ route }) => {
    const { needs } = route
    const wrong: string[] = []
    for (const { who, headers, holds, known } of callers) {
      const may =
        needs === 'public' ||
        (needs === 'person' && (known === 'member' || known === 'person')) ||
        (needs === 'member' && (known === 'member' || known === 'key')) ||
        holds.some((it) => it === needs)
      if ((await comesIn(headers, route)) !== may) wrong.push(`${who} ${may ? 'is kept out' : 'comes in'}`)
    }
    expect(wrong).toEqual([])
  })
})
