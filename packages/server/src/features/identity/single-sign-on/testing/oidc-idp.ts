import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

/** Who is at the identity provider, and how they signed in there. */
export interface Account {
  sub: string
  email?: string
  email_verified?: boolean
  name?: string
  amr?: string[]
  acr?: string
}

/** An OpenID provider of its own on loopback; `now` is whoever signs in next. */
export interface TestIdp {
  issuer: string
  signIn(account: Account): void
  /** Takes a redirect address for the client's, as whoever runs the provider enters it. */
  allow(redirectUri: string): void
  /** Goes from our redirect to the provider's answer, as a browser with its cookies does; returns the callback's address. */
  visit(authorizeUrl: string): Promise<string>
  close(): Promise<void>
}

/** Starts `oidc-provider` with one client, whose redirect URIs are decided later. */
export async function startOidcIdp(client: { id: string; secret: string }): Promise<TestIdp> {
  let account: Account = { sub: 'nobody' }
  const redirectUris: string[] = []
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: ['http://127.0.0.1/placeholder'],
        token_endpoint_auth_method: 'client_secret_post',
        application_type: 'native',
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ['sub', 'amr', 'acr'], email: ['email', 'email_verified'], profile: ['name'] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ ...account, sub }) }),
  })
  // The client's redirect URI holds an id that is made after this server has started.
  const client_ = provider.Client.prototype as unknown as { redirectUriAllowed(uri: string): boolean }
  client_.redirectUriAllowed = (uri) => redirectUris.includes(uri)
  const handle = provider.callback()
  server.on('request', async (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return handle(request, response)
    const { prompt, params, grantId } = await provider.interactionDetails(request, response)
    if (prompt.name === 'login') {
      const login = { accountId: account.sub, ...(account.amr && { amr: account.amr }), ...(account.acr && { acr: account.acr }) }
      return provider.interactionFinished(request, response, { login })
    }
    const grant = grantId ? await provider.Grant.find(grantId) : undefined
    const given = grant ?? new provider.Grant({ accountId: account.sub, clientId: String(params.client_id) })
    given.addOIDCScope('openid email profile')
    return provider.interactionFinished(
      request,
      response,
      { consent: { grantId: await given.save() } },
      { mergeWithLastSubmission: true },
    )
  })
  return {
    issuer,
    signIn: (next) => {
      account = next
    },
    allow: (redirectUri) => void redirectUris.push(redirectUri),
    async visit(authorizeUrl) {
      redirectUris.push(new URL(authorizeUrl).searchParams.get('redirect_uri') ?? '')
      const jar = new Map<string, string>()
      let at = authorizeUrl
      for (let step = 0; step < 10; step += 1) {
        const answer = await fetch(at, {
          redirect: 'manual',
          headers: { cookie: [...jar].map(([k, v]) => `${k}=${v}`).join('; ') },
        })
        for (const line of answer.headers.getSetCookie()) {
          const [pair = ''] = line.split(';')
          const cut = pair.indexOf('=')
          jar.set(pair.slice(0, cut), pair.slice(cut + 1))
        }
        const next = answer.headers.get('location')
        if (!next) throw new Error(`the identity provider stopped with ${answer.status}: ${(await answer.text()).slice(0, 300)}`)
        at = new URL(next, at).href
        if (!at.startsWith(issuer)) return at
      }
      throw new Error('the identity provider redirects without end')
    },
    close: () => new Promise((done) => server.close(() => done())),
  }
}
