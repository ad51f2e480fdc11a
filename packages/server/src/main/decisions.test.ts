import { addressOf, permissionNames, type RoleName, type RouteContract, roleNames, routeGroups } from '@bailiwick/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hashToken } from '../platform/crypto/tokens.ts'
import { newId } from '../platform/ids.ts'
import { type Caller, startTestServer, type TestServer } from '../testing/server.ts'
import { decisions } from './testing/decisions.table.ts'

let it: TestServer
beforeAll(async () => {
  it = await startTestServer()
})
afterAll(() => it.close())

/** Somebody of each built-in role, and nobody else decides. */
const people: Record<RoleName, string> = {
  owner: 'ada',
  admin: 'grace',
  codex_admin: 'cora',
  analytics_viewer: 'ana',
  member: 'dan',
}

/** As the table writes them, in the order of the roles. */
const letters = 'oacvm'

const routes = Object.entries(routeGroups).flatMap(([heading, group]) =>
  Object.entries<RouteContract>(group).map(([name, route]) => ({
    title: `${heading}: ${name}`,
    row: decisions[heading]?.[name],
    route,
  })),
)
const ofWorkspaces = routes.filter(({ route }) => route.needs !== 'public' && route.needs !== 'person')
const ofPermissions = ofWorkspaces.filter(({ route }) => route.needs !== 'member')

test('every route has a row, and every row a route', () => {
  const rows = Object.entries(decisions).flatMap(([heading, names]) => Object.keys(names).map((name) => `${heading}: ${name}`))
  expect(rows.sort()).toEqual(routes.map(({ title }) => title).sort())
})

function knock(caller: Caller, route: RouteContract) {
  const { method, path } = addressOf(route)
  const url = path.replace(':workspaceId', it.seeded.workspaces.acme ?? '').replace(/:\w+/g, 'somebody')
  return caller.inject({ method, url })
}

/** Whether a call comes as far as being read: about nothing that exists, and without a body, so nothing happens. */
async function comesIn(caller: Caller, route: RouteContract): Promise<boolean> {
  const answer = await knock(caller, route)
  expect(answer.statusCode, answer.body).not.toBe(401)
  const code = answer.statusCode === 403 ? answer.json().code : undefined
  if (code === 'access.denied') expect(answer.json().permission).toBe(route.needs)
  return code !== 'access.denied'
}

describe('built-in roles', () => {
  test.each(ofWorkspaces)('$title: $row', async ({ route, row = '' }) => {
    let may = ''
    for (const [index, role] of roleNames.entries()) {
      may += (await comesIn(it.as(people[role]), route)) ? letters[index] : '-'
    }
    expect(may).toBe(row === 'member' ? letters : row)
  })

  test.each(ofWorkspaces)('$title is missing for whoever is deactivated', async ({ route }) => {
    const answer = await knock(it.as('ivan'), route)
    expect(answer.json()).toMatchObject({ status: 404, code: 'workspace.not_found' })
  })
})

describe('programs come in by exactly the scope that a route needs', () => {
  const secrets = new Map<string, { only: string; others: string }>()
  beforeAll(async () => {
    for (const permission of permissionNames) {
      const make = async (scopes: string[]) => {
        const secret = `bw-admin-${crypto.randomUUID()}`
        const whose = {
          workspace_id: it.seeded.workspaces.acme ?? '',
          name: 'Scoped',
          hint: 'bw-admin',
          created_at: it.clock.now(),
        }
        await it.app.db
          .insertInto('admin_key')
          .values({ id: newId('adminKey'), token_hash: hashToken(secret), scopes, ...whose })
          .execute()
        return secret
      }
      const others = permissionNames.filter((other) => other !== permission)
      secrets.set(permission, { only: await make([permission]), others: await make(others) })
    }
  })

  test.each(ofPermissions)('$title', async ({ route }) => {
    const { only, others } = secrets.get(route.needs) ?? { only: '', others: '' }
    expect([await comesIn(it.withKey(only), route), await comesIn(it.withKey(others), route)]).toEqual([true, false])
  })
})
