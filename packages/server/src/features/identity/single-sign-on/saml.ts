import { SAML, ValidateInResponseTo } from '@node-saml/node-saml'
import type { Asserted } from '../../../platform/db/sso-schema.ts'
import type { Platform } from '../../../platform/platform.ts'
import { validCertificates } from './certificates.ts'
import type { ProviderRow } from './providers.store.ts'
import { addressesOf } from './providers.views.ts'
import { SsoRefused } from './refusals.ts'
import { show } from './shown.ts'

type App = Pick<Platform, 'config' | 'clock' | 'db'>

/** Clocks may differ by so much, and no assertion is believed for longer than this, in milliseconds. */
const skewMs = 60_000
const oldestMs = 10 * 60_000

function serviceProvider(app: App, provider: ProviderRow, asks: { requestId?: string; again?: boolean } = {}): SAML {
  const at = addressesOf(app, provider)
  const certificates = validCertificates(provider.certificates, app.clock.now())
  return new SAML({
    idpCert: certificates.length > 0 ? certificates : provider.certificates,
    issuer: at.metadata,
    audience: at.metadata,
    callbackUrl: at.acs,
    entryPoint: provider.sign_on_url ?? '',
    wantAssertionsSigned: true,
    wantAuthnResponseSigned: false,
    // The library reads InResponseTo from the unsigned envelope; it is compared below with what was signed.
    validateInResponseTo: ValidateInResponseTo.never,
    acceptedClockSkewMs: skewMs,
    maxAssertionAgeMs: oldestMs,
    identifierFormat: null,
    disableRequestedAuthnContext: true,
    forceAuthn: asks.again ?? false,
    ...(asks.requestId !== undefined && { generateUniqueId: () => asks.requestId ?? '' }),
  })
}

/**
 * Where the browser goes to sign in: an AuthnRequest by the redirect binding (SAML 2.0 Bindings §3.4).
 * @param asks its id, and whether whoever is signed in there shall prove it anew (ForceAuthn)
 */
export function signOnUrl(
  app: App,
  provider: ProviderRow,
  relayState: string,
  asks: { requestId: string; again: boolean },
): Promise<string> {
  return serviceProvider(app, provider, asks).getAuthorizeUrlAsync(relayState, undefined, {})
}

/** Our metadata, to be given to the identity provider (SAML 2.0 Metadata §2.4.4). */
export const metadataOf = (app: App, provider: ProviderRow): string =>
  serviceProvider(app, provider).generateServiceProviderMetadata(null)

// An element as xml2js gives it: attributes under `$`, text under `_`, children as lists by name.
interface Element {
  $?: Record<string, string>
  _?: string
  [child: string]: Element[] | string | Record<string, string> | undefined
}
const children = (element: Element | undefined, name: string): Element[] => {
  const found = element?.[name]
  return Array.isArray(found) ? found : []
}

/**
 * Verifies a response of the POST binding: signature over the assertion by a certificate that is valid now, audience and times by
 * node-saml; issuer, recipient, the request that it answers, and that it was never used, here (SAML 2.0 Profiles §4.1.4.3).
 * @param requestId the request that was made; null for a sign-in that began at the identity provider
 * Throws SsoRefused.
 */
export async function verifyResponse(
  app: App,
  provider: ProviderRow,
  response: string,
  requestId: string | null,
): Promise<Asserted> {
  if (validCertificates(provider.certificates, app.clock.now()).length === 0) {
    throw new SsoRefused('not_understood', 'Every signing certificate of the identity provider has expired. Enter its new one.')
  }
  // A document type could define entities that swell or read files; a response has none.
  if (/<!DOCTYPE/i.test(Buffer.from(response, 'base64').toString('utf8'))) refuse('It has a document type.')
  const { assertion, attributes, nameId } = await readAssertion(app, provider, response)
  const issuer = children(assertion, 'Issuer')[0]?._
  if (issuer !== provider.entity_id) refuse(`It was issued by “${issuer ?? 'nobody'}”, not by “${provider.entity_id}”.`)
  const confirmation = children(children(assertion, 'Subject')[0], 'SubjectConfirmation').find(
    (it) => it.$?.Method === 'urn:oasis:names:tc:SAML:2.0:cm:bearer',
  )
  const data = children(confirmation, 'SubjectConfirmationData')[0]?.$
  const { acs } = addressesOf(app, provider)
  if (data?.Recipient !== acs) refuse(`It was made for the recipient “${data?.Recipient ?? 'nobody'}”, not for “${acs}”.`)
  if (!data.NotOnOrAfter || !(Date.parse(data.NotOnOrAfter) + skewMs > app.clock.now().getTime()))
    refuse('Its confirmation has expired, or never does.')
  if ((data.InResponseTo ?? null) !== requestId) {
    refuse(
      requestId === null
        ? 'It answers a request that was not made here.'
        : 'It does not answer the request that was made in this browser.',
    )
  }
  await useOnce(app, provider, assertion.$?.ID ?? '', new Date(Date.parse(data.NotOnOrAfter) + 2 * skewMs))
  const statements = children(assertion, 'AuthnStatement')
  const signedInAt = Date.parse(statements[0]?.$?.AuthnInstant ?? '')
  const classes = statements.flatMap((it) =>
    children(it, 'AuthnContext').flatMap((context) =>
      children(context, 'AuthnContextClassRef').map((ref) => ref._?.trim() ?? ''),
    ),
  )
  const email = emailOf(attributes, nameId)
  return {
    subject: nameId,
    email,
    emailVerified: null,
    name: nameOf(attributes),
    evidence: classes.filter(Boolean),
    signedInAt: Number.isNaN(signedInAt) ? null : signedInAt,
    shown: [{ name: 'NameID', value: nameId.slice(0, 200) }, ...show(attributes, Object.keys(attributes))],
  }
}

async function readAssertion(app: App, provider: ProviderRow, response: string) {
  try {
    const { profile } = await serviceProvider(app, provider).validatePostResponseAsync({ SAMLResponse: response })
    const parsed = profile?.getAssertion?.()
    const assertion = parsed?.Assertion as Element | undefined // xml2js's own shape
    if (!profile?.nameID || !assertion) throw new Error('it says of nobody that they signed in')
    const attributes = (profile.attributes ?? {}) as Record<string, unknown>
    return { assertion, attributes, nameId: profile.nameID }
  } catch (error) {
    return refuse(inOurWords((error instanceof Error ? error.message : String(error)).slice(0, 300)))
  }
}

/** What the library finds, as owners can act on it. */
function inOurWords(message: string): string {
  const [, ours, theirs] = /audience mismatch\. Expected: (\S+) Received: (.*)$/.exec(message) ?? []
  if (ours !== undefined) return `It was made for the audience “${theirs}”, not for “${ours}”.`
  if (message.includes('assertion too old')) return 'It is too old: an assertion is believed for ten minutes at most.'
  if (message.includes('assertion expired'))
    return 'It has expired, or the clocks of the two servers differ by more than a minute.'
  if (message.includes('not yet valid')) return 'It is not yet valid: the clocks of the two servers differ by more than a minute.'
  return `The response could not be verified: ${message}.`
}

function refuse(because: string): never {
  throw new SsoRefused('not_understood', because)
}

/** An assertion is good for one sign-in (SAML 2.0 Profiles §4.1.4.5). */
async function useOnce(app: App, provider: ProviderRow, assertionId: string, expiresAt: Date): Promise<void> {
  if (assertionId === '') refuse('The assertion has no ID.')
  const fresh = await app.db
    .insertInto('saml_assertion')
    .values({ provider_id: provider.id, assertion_id: assertionId, expires_at: expiresAt })
    .onConflict((it) => it.doNothing())
    .returning('assertion_id')
    .executeTakeFirst()
  if (!fresh) refuse('The assertion was used before.')
}

const emailNames = [
  'email',
  'mail',
  'emailaddress',
  'urn:oid:0.9.2342.19200300.100.1.3',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
]
const nameNames = [
  'displayname',
  'name',
  'urn:oid:2.16.840.1.113730.3.1.241',
  'http://schemas.microsoft.com/identity/claims/displayname',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name',
]

function textAmong(attributes: Record<string, unknown>, names: readonly string[]): string | null {
  for (const wanted of names) {
    for (const [name, value] of Object.entries(attributes)) {
      const text = Array.isArray(value) ? value[0] : value
      if (name.toLowerCase() === wanted && typeof text === 'string' && text.trim()) return text.trim()
    }
  }
  return null
}

const emailOf = (attributes: Record<string, unknown>, nameId: string): string | null =>
  textAmong(attributes, emailNames) ?? (/^[^\s@]+@[^\s@]+$/.test(nameId) ? nameId : null)
const nameOf = (attributes: Record<string, unknown>): string | null => textAmong(attributes, nameNames)
