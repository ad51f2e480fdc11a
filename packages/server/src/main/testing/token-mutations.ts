import { accessTokenRoutes, serviceAccountRoutes, settingRoutes } from '@bailiwick/contracts'
import type { TestServer } from '../../testing/server.ts'
import type { Prepare } from './policy-mutations.ts'

/** Mutations of access tokens and service accounts, each with a call that changes something, and the things that they are about. */
export function tokenMutations(server: () => TestServer) {
  const ada = () => server().as('ada')
  let made = 0
  const newToken = () => ({ name: `Token ${++made}`, expiresInDays: 7 })
  const token = async () => {
    await ada().call(settingRoutes.set, { params: { key: 'access_tokens' }, body: { value: true } })
    return (await ada().call(accessTokenRoutes.create, { body: newToken() })).body.token.id
  }
  const account = async () => (await ada().call(serviceAccountRoutes.create, { body: { name: `Robot ${++made}` } })).body.id
  const accountToken = async () => {
    const serviceAccountId = await account()
    const { body } = await ada().call(serviceAccountRoutes.createToken, { params: { serviceAccountId }, body: newToken() })
    return { serviceAccountId, tokenId: body.token.id }
  }
  const shared = async () => {
    const serviceAccountId = await account()
    const body = { email: 'dan@acme.test', role: 'user' } as const
    await ada().call(serviceAccountRoutes.share, { params: { serviceAccountId }, body })
    return { serviceAccountId, personId: server().seeded.people.dan }
  }
  const mutations: Record<string, Prepare> = {
    'Access tokens: create': async () => {
      await token() // switches the toggle on
      return { body: newToken() }
    },
    'Access tokens: revokeMine': async () => ({ params: { tokenId: await token() } }),
    'Access tokens: revoke': async () => ({ params: { tokenId: await token() } }),
    'Access tokens: setLimit': () => ({ body: { maxDays: 200 + ++made } }),
    'Service accounts: create': () => ({ body: { name: `Robot ${++made}` } }),
    'Service accounts: update': async () => ({
      params: { serviceAccountId: await account() },
      body: { name: `Robot ${++made}`, status: 'disabled' },
    }),
    'Service accounts: remove': async () => ({ params: { serviceAccountId: await account() } }),
    'Service accounts: createToken': async () => ({ params: { serviceAccountId: await account() }, body: newToken() }),
    'Service accounts: revokeToken': async () => ({ params: await accountToken() }),
    'Service accounts: share': async () => ({
      params: { serviceAccountId: await account() },
      body: { email: 'dan@acme.test', role: 'manager' },
    }),
    'Service accounts: unshare': async () => ({ params: await shared() }),
  }
  return { mutations, account }
}
