import { singleSignOnRoutes } from '@bailiwick/contracts'
import type { TestServer } from '../../testing/server.ts'
import type { Prepare } from './policy-mutations.ts'

/** Mutations of single sign-on, each with a call that changes something, and the things that they are about. */
export function ssoMutations(server: () => TestServer) {
  const ada = () => server().as('ada')
  let made = 0
  const oidc = () => ({
    kind: 'oidc' as const,
    name: `Provider ${++made}`,
    justInTime: false,
    requiredEvidence: [],
    oidc: { issuer: 'https://idp.example.com', clientId: 'bailiwick', clientSecret: 'a-secret-that-nobody-sees' },
  })
  const provider = async () => (await ada().call(singleSignOnRoutes.createProvider, { body: oidc() })).body.id
  const domain = async () =>
    (await ada().call(singleSignOnRoutes.claimDomain, { body: { name: `d${++made}.example.com` } })).body.id
  const owner = () => server().seeded.people.ada ?? ''
  /** An owner with a passkey, as the database would have one, who signed in with it. */
  const withPasskey = async () => {
    const { app, clock } = server()
    await app.db
      .insertInto('factor')
      .values({
        id: `fac_${++made}`,
        person_id: owner(),
        kind: 'passkey',
        name: 'Key',
        created_at: clock.now(),
        credential_id: `credential-${made}`,
        public_key: Buffer.from('key'),
      })
      .execute()
    await app.db.updateTable('session').set({ second_factor_at: clock.now() }).where('person_id', '=', owner()).execute()
    return owner()
  }
  const enforceable = async (enforced: boolean) => {
    const { app, seeded } = server()
    const workspace_id = seeded.workspaces.acme ?? ''
    await app.db
      .insertInto('workspace_security')
      .values({ workspace_id, sso_enforced: enforced, access_token_max_days: null })
      .onConflict((it) => it.column('workspace_id').doUpdateSet({ sso_enforced: enforced }))
      .execute()
  }
  const key = () => server().withKey(server().seeded.adminKeys.acme ?? '')

  const mutations: Record<string, Prepare> = {
    'Single sign-on: createProvider': () => ({ body: oidc() }),
    'Single sign-on: updateProvider': async () => ({ params: { providerId: await provider() }, body: { justInTime: true } }),
    'Single sign-on: removeProvider': async () => ({ params: { providerId: await provider() } }),
    'Single sign-on: forgetLink': async () => {
      const params = { providerId: await provider(), personId: owner() }
      const { app, clock } = server()
      const link = { provider_id: params.providerId, person_id: params.personId, subject: 'them', linked_at: clock.now() }
      await app.db.insertInto('sso_link').values(link).execute()
      return { params }
    },
    'Single sign-on: claimDomain': () => ({ body: { name: `d${++made}.example.com` } }),
    'Single sign-on: removeDomain': async () => ({ params: { domainId: await domain() } }),
    // The session of a person would be kept out by what it takes back, so a program does it.
    'Single sign-on: enforce': async () => {
      await enforceable(true)
      return { as: key(), body: { enforced: false } }
    },
    'Single sign-on: sealBreakGlass': async () => ({ as: key(), params: { personId: await withPasskey() } }),
    'Single sign-on: unsealBreakGlass': async () => {
      const params = { personId: await withPasskey() }
      await key().call(singleSignOnRoutes.sealBreakGlass, { params })
      return { as: key(), params }
    },
  }
  return { mutations, provider, domain }
}
