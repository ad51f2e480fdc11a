import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openSamlIdp, type Said, type SamlIdp } from './saml-idp.ts'

/** Who is signed in at the identity provider, and what it says otherwise than it should. */
export type SamlAccount = Pick<Said, 'nameId' | 'email'> & Partial<Said>

/** A SAML identity provider as browsers meet it: a site of its own on loopback. */
export interface SamlSite {
  metadata: string
  /** Whoever signs in next. */
  signIn(account: SamlAccount): void
  close(): Promise<void>
}

/** Starts a site that answers every AuthnRequest with a page whose form posts itself (SAML 2.0 Bindings §3.5). */
export async function startSamlSite(): Promise<SamlSite> {
  let account: SamlAccount = { nameId: 'nobody', email: null }
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const idp = await openSamlIdp(`${origin}/metadata`, new Date(), { signOnUrl: `${origin}/sso` })
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/sso?')) return response.writeHead(404).end()
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(pageFor(idp, `${origin}${request.url}`, account))
  })
  return {
    metadata: idp.metadata,
    signIn: (next) => {
      account = next
    },
    close: () => new Promise((done) => server.close(() => done())),
  }
}

function pageFor(idp: SamlIdp, address: string, account: SamlAccount): string {
  const { id, relayState, issuer, acsUrl } = idp.readRequest(address)
  const now = Date.now()
  const response = idp.respond({
    issuer: idp.entityId,
    audience: issuer,
    recipient: acsUrl,
    inResponseTo: id,
    authnContext: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
    notBefore: new Date(now - 5_000),
    notOnOrAfter: new Date(now + 120_000),
    assertionId: `_${randomBytes(16).toString('hex')}`,
    ...account,
  })
  return `<!doctype html><title>Company account</title><body onload="document.forms[0].submit()">
<form method="post" action="${acsUrl}"><input type="hidden" name="SAMLResponse" value="${response}">
<input type="hidden" name="RelayState" value="${relayState}"></form>`
}
