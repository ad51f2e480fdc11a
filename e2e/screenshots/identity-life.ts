import { directoryRoutes, singleSignOnRoutes } from '@bailiwick/contracts'
import type { Company } from '../stock-client/testing/open-company.ts'
import { good } from './good.ts'

/** What the pages need in their addresses. */
export interface IdentityLife {
  directory: string
  provider: string
}

/** Okta fills two groups with people and makes a mistake; somebody prepares single sign-on. */
export async function liveIdentity({ server }: Company): Promise<IdentityLife> {
  const { owner } = server
  const directory = await good(owner.call(directoryRoutes.create, { body: { name: 'Okta', preset: 'okta' } }))
  const params = { directoryId: directory.id }
  const { secret } = await good(owner.call(directoryRoutes.createToken, { params, body: { name: 'Token 2026' } }))
  await sync(new URL('/scim/v2', server.url).href, secret)
  const provider = await good(
    owner.call(singleSignOnRoutes.createProvider, {
      body: {
        kind: 'oidc',
        name: 'Acme account',
        justInTime: false,
        requiredEvidence: ['mfa'],
        oidc: { issuer: 'https://login.acme.example/oauth2/default', clientId: 'bailiwick', clientSecret: 'kept-sealed' },
      },
    }),
  )
  await good(owner.call(singleSignOnRoutes.claimDomain, { body: { name: 'acme.example' } }))
  return { directory: directory.id, provider: provider.id }
}

async function sync(base: string, secret: string): Promise<void> {
  const send = async (path: string, body: unknown): Promise<{ id?: string }> => {
    const answer = await fetch(base + path, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${secret}`,
        'content-type': 'application/scim+json',
        'user-agent': 'Okta SCIM Client 1.0.0',
      },
      body: JSON.stringify(body),
    })
    return (await answer.json()) as { id?: string } // a resource or a refusal; the id is all that is read
  }
  const members: { value: string }[] = []
  for (const name of ['Uma Underwood', 'Viktor Vance', 'Wanda Winter']) {
    const userName = `${name.split(' ')[0]?.toLowerCase()}@acme.test`
    const user = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName, displayName: name, active: true }
    const { id } = await send('/Users', { ...user, emails: [{ value: userName, primary: true }] })
    if (id) members.push({ value: id })
  }
  const group = 'urn:ietf:params:scim:schemas:core:2.0:Group'
  await send('/Groups', { schemas: [group], displayName: 'Research', members })
  await send('/Users', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: '', active: true })
}
