import { z } from 'zod'
import { Email, Name, PersonRef, Time, ws } from '../common.ts'
import { defineRoutes } from '../route.ts'

const HttpUrl = z
  .string()
  .trim()
  .max(2000)
  .pipe(z.url({ protocol: /^https?$/, error: 'is not an http(s) address' }))

/** A certificate with which an identity provider signs (SAML). */
export const SigningCertificate = z.strictObject({
  subject: z.string(),
  sha256: z.string().describe('Fingerprint, hex'),
  notBefore: Time,
  notAfter: Time,
  daysLeft: z.number().int().describe('Whole days until it expires; negative once it has'),
})
export type SigningCertificate = z.infer<typeof SigningCertificate>

/** What an identity provider must assert so that a second factor counts as given; an empty list asks for none (AU-02). */
const RequiredEvidence = z.array(z.string().trim().min(1).max(300)).max(20)

const common = {
  name: Name,
  justInTime: z.boolean().describe('Makes whoever signs in for the first time a member'),
  requiredEvidence: RequiredEvidence.describe(
    'Accepted values of `amr` or `acr` (OpenID Connect), or of the authentication context class (SAML); one of them must come',
  ),
}

export const OidcSettings = z.strictObject({
  issuer: HttpUrl.describe('Its `/.well-known/openid-configuration` is read'),
  clientId: z.string().trim().min(1).max(500),
  clientSecret: z.string().min(1).max(2000).optional().describe('Kept sealed and never shown; leave out to keep the present one'),
})
export const SamlSettings = z.strictObject({
  entityId: z.string().trim().min(1).max(2000).describe('Of the identity provider'),
  signOnUrl: HttpUrl,
  certificates: z
    .array(z.string().min(20).max(20_000).describe('PEM, or base64 as in metadata'))
    .min(1)
    .max(10)
    .describe('Any of them may sign, so that they can be rolled over'),
  idpInitiated: z.boolean().describe('Also accepts sign-ins that begin at the identity provider'),
})

export const IdentityProvider = z.strictObject({
  id: z.string(),
  kind: z.enum(['oidc', 'saml']),
  ...common,
  enabled: z.boolean(),
  oidc: z.strictObject({ issuer: z.string(), clientId: z.string(), hasSecret: z.boolean(), redirectUri: z.string() }).nullable(),
  saml: z
    .strictObject({
      entityId: z.string(),
      signOnUrl: z.string(),
      certificates: z.array(SigningCertificate),
      idpInitiated: z.boolean(),
      ourEntityId: z.string(),
      acsUrl: z.string(),
      metadataUrl: z.string(),
    })
    .nullable(),
  signInUrl: z.string().describe('Begins a sign-in with it'),
  lastSuccessAt: Time.nullable().describe('Of a sign-in or a test'),
  people: z.number().int().describe('Accounts that have signed in with it'),
  createdAt: Time,
})
export type IdentityProvider = z.infer<typeof IdentityProvider>

/** One sign-in or test as it went, so that a refusal can be understood. Never a token, never a whole assertion. */
export const SsoAttempt = z.strictObject({
  id: z.string(),
  at: Time,
  test: z.boolean(),
  outcome: z.enum(['signed_in', 'tested', 'refused']),
  code: z.string().nullable(),
  because: z.string().describe('One sentence'),
  subject: z.string().nullable().describe('`sub` or NameID'),
  email: z.string().nullable(),
  evidence: z.array(z.string()).describe('What was said about how they signed in'),
  asserted: z
    .array(z.strictObject({ name: z.string(), value: z.string() }))
    .describe('Claims or attributes that decide, cut short'),
  person: PersonRef.nullable(),
  address: z.string(),
})
export type SsoAttempt = z.infer<typeof SsoAttempt>

/** A mail domain that belongs to the workspace, or is claimed to. */
export const Domain = z.strictObject({
  id: z.string(),
  name: z.string(),
  verifiedAt: Time.nullable(),
  verifiedBy: z.enum(['dns', 'operator']).nullable(),
  record: z.strictObject({ type: z.literal('TXT'), host: z.string(), value: z.string() }),
  lastCheck: z.strictObject({ at: Time, found: z.array(z.string()), problem: z.string().nullable() }).nullable(),
  createdAt: Time,
})
export type Domain = z.infer<typeof Domain>

/** How people sign in to this workspace: its providers, whether they are the only way, and who gets in when they are down. */
export const SingleSignOn = z.strictObject({
  providers: z.array(IdentityProvider),
  domains: z.array(Domain),
  enforced: z.boolean().describe('Whether passwords and passkeys no longer open this workspace'),
  breakGlass: z
    .array(PersonRef.extend({ hasPasskey: z.boolean(), active: z.boolean(), lastUsedAt: Time.nullable() }))
    .describe('Owners who get in with a passkey although single sign-on is enforced'),
  membersOutside: z.number().int().describe('Active people whose address is in no verified domain: enforcement locks them out'),
  can: z.strictObject({ change: z.boolean(), enforce: z.boolean(), why: z.string().nullable() }),
})
export type SingleSignOn = z.infer<typeof SingleSignOn>

const NewProvider = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('oidc'), ...common, oidc: OidcSettings }),
  z.strictObject({ kind: z.literal('saml'), ...common, saml: SamlSettings }),
])
const ChangedProvider = z
  .strictObject({
    ...common,
    enabled: z.boolean(),
    oidc: OidcSettings,
    saml: SamlSettings.extend({
      certificates: SamlSettings.shape.certificates.optional().describe('Leave out to keep the present ones'),
    }),
  })
  .partial()
  .refine((it) => Object.keys(it).length > 0, 'name what to change')

const providers = `${ws}/identity-providers` as const
const provider = `${providers}/:providerId` as const

export const singleSignOnRoutes = defineRoutes({
  get: {
    get: `${ws}/single-sign-on`,
    summary: 'How people sign in to this workspace',
    needs: 'identity.read',
    returns: SingleSignOn,
  },
  createProvider: {
    post: providers,
    summary: 'Add an identity provider, disabled until it is enabled',
    needs: 'identity.manage',
    stepUp: true,
    body: NewProvider,
    returns: IdentityProvider,
    status: 201,
    fails: ['identity_provider.name_taken', 'identity_provider.not_usable'],
  },
  readMetadata: {
    post: `${providers}/metadata`,
    summary: 'Read the settings out of an identity provider’s SAML metadata, pasted or fetched; keeps nothing',
    needs: 'identity.manage',
    body: z.union([z.strictObject({ xml: z.string().min(10).max(500_000) }), z.strictObject({ url: HttpUrl })]),
    returns: SamlSettings.omit({ idpInitiated: true }).extend({ details: z.array(SigningCertificate) }),
    fails: ['identity_provider.not_usable'],
  },
  updateProvider: {
    patch: provider,
    summary: 'Change, enable or disable an identity provider; disabling ends its sessions',
    needs: 'identity.manage',
    stepUp: true,
    body: ChangedProvider,
    returns: IdentityProvider,
    fails: [
      'identity_provider.not_found',
      'identity_provider.name_taken',
      'identity_provider.not_usable',
      'identity_provider.needed',
    ],
  },
  removeProvider: {
    delete: provider,
    summary: 'Remove an identity provider; its sessions end',
    needs: 'identity.manage',
    stepUp: true,
    returns: null,
    fails: ['identity_provider.not_found', 'identity_provider.needed'],
  },
  attempts: {
    get: `${provider}/attempts`,
    summary: 'The last fifty sign-ins and tests with a provider, newest first, with the reason of each refusal',
    needs: 'identity.read',
    returns: z.array(SsoAttempt),
    fails: ['identity_provider.not_found'],
  },
  startTest: {
    post: `${provider}/tests`,
    summary:
      'Begin a test: open the address in a browser, sign in at the provider, and read the attempt; nobody is signed in here',
    needs: 'identity.manage',
    returns: z.strictObject({ url: z.string() }),
    fails: ['identity_provider.not_found'],
  },
  forgetLink: {
    delete: `${provider}/links/:personId`,
    summary:
      'Forget by which account of the provider somebody is known, so that another one can be theirs; ends their sessions with it',
    needs: 'identity.manage',
    stepUp: true,
    returns: null,
    fails: ['identity_provider.not_found', 'member.not_found'],
  },
  claimDomain: {
    post: `${ws}/domains`,
    summary: 'Claim a mail domain; a DNS record then proves it',
    needs: 'identity.manage',
    stepUp: true,
    body: z.strictObject({
      name: z
        .string()
        .trim()
        .toLowerCase()
        .max(253)
        .regex(/^(?=.{3,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/, 'is not a domain name'),
    }),
    returns: Domain,
    status: 201,
    fails: ['domain.taken'],
  },
  checkDomain: {
    post: `${ws}/domains/:domainId/check`,
    summary: 'Look for the DNS record now',
    needs: 'identity.manage',
    returns: Domain,
    fails: ['domain.not_found', 'domain.taken'],
  },
  removeDomain: {
    delete: `${ws}/domains/:domainId`,
    summary: 'Give up a mail domain: its addresses no longer sign in with the providers of this workspace',
    needs: 'identity.manage',
    stepUp: true,
    returns: null,
    fails: ['domain.not_found'],
  },
  enforce: {
    put: `${ws}/single-sign-on/enforcement`,
    summary: 'Make the identity providers the only way in, but for sealed owners; or take that back',
    needs: 'identity.manage',
    stepUp: true,
    body: z.strictObject({ enforced: z.boolean() }),
    returns: SingleSignOn,
    fails: ['single_sign_on.not_ready'],
  },
  sealBreakGlass: {
    put: `${ws}/single-sign-on/break-glass/:personId`,
    summary: 'Let an owner in with a passkey although single sign-on is enforced; every use is told to all',
    needs: 'identity.manage',
    stepUp: true,
    returns: SingleSignOn,
    fails: ['member.not_found', 'single_sign_on.not_an_owner', 'single_sign_on.no_passkey'],
  },
  unsealBreakGlass: {
    delete: `${ws}/single-sign-on/break-glass/:personId`,
    summary: 'Take that back; the last one stays while single sign-on is enforced',
    needs: 'identity.manage',
    stepUp: true,
    returns: SingleSignOn,
    fails: ['member.not_found', 'single_sign_on.not_ready'],
  },
})

/** Signing in with an identity provider, for a browser that nobody is known in. */
export const ssoSignInRoutes = defineRoutes({
  discover: {
    post: '/api/v1/sso/discover',
    summary: 'Where somebody with this address signs in; the answer has the same form for addresses that nobody has',
    needs: 'public',
    body: z.strictObject({ email: Email }),
    returns: z.strictObject({
      providers: z
        .array(z.strictObject({ name: z.string(), workspaceName: z.string(), url: z.string(), enforced: z.boolean() }))
        .describe('Of workspaces to which the domain of the address belongs; decided by the domain alone'),
    }),
  },
  failure: {
    get: '/api/v1/sso/failures/:attemptId',
    summary: 'Why a sign-in with an identity provider was refused, in the words that a stranger may read',
    needs: 'public',
    returns: z.strictObject({
      at: Time,
      because: z.string(),
      whatToDo: z.string(),
      providerDown: z.boolean().describe('Whether the provider did not answer: sealed owners come in with a passkey'),
    }),
    fails: ['request.not_found'],
  },
})
