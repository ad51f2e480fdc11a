import {
  accessTokenRoutes,
  groupRoutes,
  memberRoutes,
  roleRoutes,
  serviceAccountRoutes,
  settingRoutes,
} from '@bailiwick/contracts'
import type { Company } from '../stock-client/testing/open-company.ts'
import { good, idOf } from './good.ts'

/** What the pages about rights and credentials need in their addresses. */
export interface AccessLife {
  developers: string
  sam: string
  serviceAccount: string
}

/** Developers use Codex by a custom role, two people audit, a build has a service account, and some made tokens. */
export async function liveAccess({ server }: Company): Promise<AccessLife> {
  const { owner } = server
  const groups = (await good(owner.call(groupRoutes.list))).items
  const members = (await good(owner.call(memberRoutes.list))).items
  const developers = await good(
    owner.call(roleRoutes.create, {
      body: {
        name: 'Developers',
        description: 'Everybody who writes code with Codex',
        permissions: ['codex.local', 'codex.device_code', 'access_token.create'],
        groupIds: [idOf(groups, 'Engineering')],
      },
    }),
  )
  await good(
    owner.call(roleRoutes.create, {
      body: {
        name: 'Auditors',
        permissions: ['audit.read', 'analytics.read', 'codex.local'],
        emails: ['ana@acme.test', 'sam@acme.test'],
      },
    }),
  )
  await good(owner.call(settingRoutes.set, { params: { key: 'access_tokens' }, body: { value: true } }))
  for (const [key, name, expiresInDays] of [
    ['dan', 'Nightly tests', 30],
    ['nora', 'Report script', 90],
    ['petra', 'Release job', 7],
  ] as const) {
    const person = await server.person(key)
    await good(person.call(accessTokenRoutes.create, { body: { name, expiresInDays } }))
  }
  const ada = await server.person('ada')
  const account = await good(
    ada.call(serviceAccountRoutes.create, {
      body: { name: 'Nightly build', description: 'Runs on the build cluster', groupIds: [idOf(groups, 'Platform')] },
    }),
  )
  const params = { serviceAccountId: account.id }
  await good(ada.call(serviceAccountRoutes.createToken, { params, body: { name: 'Cluster secret', expiresInDays: 90 } }))
  return {
    developers: developers.id,
    sam: idOf(members, 'Sam Security'),
    serviceAccount: account.id,
  }
}
