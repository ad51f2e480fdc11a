import { z } from 'zod'
import { Time, ws } from '../common.ts'
import { defineRoutes } from '../route.ts'
import { Me, Session } from './sessions.ts'

const FactorName = z.string().trim().min(1, 'must not be empty').max(60, 'is longer than 60 characters')

/** Something a person has or is, beside their password: an authenticator app (RFC 6238) or a passkey (WebAuthn). */
export const Factor = z.strictObject({
  id: z.string(),
  kind: z.enum(['totp', 'passkey']),
  name: z.string(),
  createdAt: Time,
  lastUsedAt: Time.nullable(),
  backedUp: z.boolean().nullable().describe('A passkey that its provider synchronises between devices; null for an app'),
})
export type Factor = z.infer<typeof Factor>

export const Factors = z.strictObject({
  items: z.array(Factor),
  recoveryCodes: z.strictObject({ left: z.number().int(), madeAt: Time }).nullable().describe('null while there are none'),
  requiredBy: z.array(z.string()).describe('Names of your workspaces that ask for a second factor'),
  passkeys: z.strictObject({ possible: z.boolean(), why: z.string().nullable() }),
  can: z.strictObject({ change: z.boolean(), why: z.string().nullable() }),
})
export type Factors = z.infer<typeof Factors>

/** What WebAuthn calls hand over: made by one side's library and read by the other's, so its inside is theirs. */
const WebAuthnJson = z.record(z.string(), z.unknown())
const Assertion = WebAuthnJson.describe('AuthenticationResponseJSON, from navigator.credentials.get')

const TotpCode = z
  .string()
  .transform((it) => it.replaceAll(/\s/g, ''))
  .pipe(z.string().regex(/^\d{6}$/, 'has six digits'))
const RecoveryCode = z.string().trim().min(8).max(40)

const byTotp = z.strictObject({ method: z.literal('totp'), code: TotpCode })
const byPasskey = z.strictObject({ method: z.literal('passkey'), assertion: Assertion })

/** What finishes a sign-in that began with a password. */
export const SecondStep = z.discriminatedUnion('method', [
  byTotp,
  byPasskey,
  z.strictObject({ method: z.literal('recovery_code'), code: RecoveryCode }),
])
export type SecondStep = z.infer<typeof SecondStep>

/** What proves in a session that it is still the same person. */
export const Proof = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('password'), password: z.string().min(1).max(256) }),
  byTotp,
  byPasskey,
])
export type Proof = z.infer<typeof Proof>

const PasskeyOptions = z
  .strictObject({
    options: WebAuthnJson.describe('PublicKeyCredentialRequestOptionsJSON, for navigator.credentials.get'),
    expiresAt: Time,
  })
  .describe('A challenge for one use')

/**
 * Signing in beyond the password. `POST /api/v1/session` answers `session.second_step_needed` with `methods` for whoever has a factor, and
 * sets a ticket in a cookie that scripts cannot read: it works once, for five minutes and five tries, in that browser.
 */
export const signInRoutes = defineRoutes({
  secondStep: {
    post: '/api/v1/session/second-step',
    summary: 'Finish a sign-in with a second factor; sets the session cookie',
    needs: 'public',
    body: SecondStep,
    returns: Me,
    fails: ['session.ticket_not_valid', 'session.proof_not_valid', 'session.deactivated', 'request.too_many'],
  },
  secondStepPasskey: {
    post: '/api/v1/session/second-step/passkey-options',
    summary: 'What to ask the browser for when the second step is a passkey',
    needs: 'public',
    returns: PasskeyOptions,
    fails: ['session.ticket_not_valid', 'factor.passkeys_unavailable'],
  },
  passkeyOptions: {
    post: '/api/v1/session/passkey-options',
    summary: 'What to ask the browser for when somebody signs in with a passkey alone; sets a ticket cookie',
    needs: 'public',
    returns: PasskeyOptions,
    fails: ['factor.passkeys_unavailable', 'request.too_many'],
  },
  passkey: {
    post: '/api/v1/session/passkey',
    summary: 'Sign in with a passkey alone, which counts as both factors; sets the session cookie',
    needs: 'public',
    body: z.strictObject({ assertion: Assertion }),
    returns: Me,
    fails: ['session.ticket_not_valid', 'session.proof_not_valid', 'session.deactivated', 'request.too_many'],
  },
  stepUpPasskey: {
    post: '/api/v1/session/step-up/passkey-options',
    summary: 'What to ask the browser for when the proof is a passkey',
    needs: 'person',
    returns: PasskeyOptions,
    fails: ['factor.none', 'factor.passkeys_unavailable'],
  },
  stepUp: {
    post: '/api/v1/session/step-up',
    summary: 'Prove again who you are; good for 15 minutes of what needs a recent proof',
    needs: 'person',
    body: Proof,
    returns: z.strictObject({ authenticatedAt: Time, validUntil: Time }),
    fails: ['session.proof_not_valid', 'session.step_up_needed', 'request.too_many'],
  },
})

/** A person's own second factors. A sign-in from one workspace's identity provider may look, and change nothing. */
export const factorRoutes = defineRoutes({
  list: { get: '/api/v1/me/factors', summary: 'Your second factors', needs: 'person', returns: Factors },
  startTotp: {
    post: '/api/v1/me/factors/totp',
    summary: 'Begin with an authenticator app; the secret is shown once and counts when a code of it comes back',
    needs: 'person',
    stepUp: 'always',
    returns: z.strictObject({
      enrolmentId: z.string(),
      secret: z.string().describe('Base32, for typing'),
      uri: z.string().describe('otpauth://…, for a QR code'),
      expiresAt: Time,
    }),
    status: 201,
    fails: ['session.credentials_elsewhere', 'factor.too_many'],
  },
  confirmTotp: {
    post: '/api/v1/me/factors/totp/confirm',
    summary: 'Add the authenticator app; recovery codes come with the first factor',
    needs: 'person',
    body: z.strictObject({ enrolmentId: z.string(), code: TotpCode, name: FactorName.default('Authenticator app') }),
    returns: z.strictObject({ factor: Factor, recoveryCodes: z.array(z.string()).nullable().describe('Shown once') }),
    status: 201,
    fails: ['session.credentials_elsewhere', 'factor.enrolment_not_valid', 'factor.code_wrong', 'factor.too_many'],
  },
  startPasskey: {
    post: '/api/v1/me/factors/passkeys',
    summary: 'Begin with a passkey',
    needs: 'person',
    stepUp: 'always',
    returns: z.strictObject({
      enrolmentId: z.string(),
      options: WebAuthnJson.describe('PublicKeyCredentialCreationOptionsJSON, for navigator.credentials.create'),
      expiresAt: Time,
    }),
    status: 201,
    fails: ['session.credentials_elsewhere', 'factor.too_many', 'factor.passkeys_unavailable'],
  },
  confirmPasskey: {
    post: '/api/v1/me/factors/passkeys/confirm',
    summary: 'Add the passkey; recovery codes come with the first factor',
    needs: 'person',
    body: z.strictObject({
      enrolmentId: z.string(),
      credential: WebAuthnJson.describe('RegistrationResponseJSON'),
      name: FactorName.default('Passkey'),
    }),
    returns: z.strictObject({ factor: Factor, recoveryCodes: z.array(z.string()).nullable().describe('Shown once') }),
    status: 201,
    fails: ['session.credentials_elsewhere', 'factor.enrolment_not_valid', 'factor.passkey_refused', 'factor.too_many'],
  },
  rename: {
    patch: '/api/v1/me/factors/:factorId',
    summary: 'Give one of your factors another name',
    needs: 'person',
    body: z.strictObject({ name: FactorName }),
    returns: Factor,
    fails: ['session.credentials_elsewhere', 'factor.not_found'],
  },
  remove: {
    delete: '/api/v1/me/factors/:factorId',
    summary: 'Remove one of your factors; recovery codes go with the last one',
    needs: 'person',
    stepUp: 'always',
    returns: null,
    fails: ['session.credentials_elsewhere', 'factor.not_found', 'factor.required'],
  },
  makeRecoveryCodes: {
    post: '/api/v1/me/factors/recovery-codes',
    summary: 'Make ten recovery codes, each good for one sign-in; those made before stop working',
    needs: 'person',
    stepUp: 'always',
    returns: z.strictObject({ codes: z.array(z.string()).describe('Shown once') }),
    status: 201,
    fails: ['session.credentials_elsewhere', 'factor.none'],
  },
})

/** Console sign-ins of members, for whoever may manage them (nobody above you). */
export const memberSignInRoutes = defineRoutes({
  list: {
    get: `${ws}/members/:personId/sessions`,
    summary: 'Where a member is signed in to the console, as far as it opens this workspace',
    needs: 'member.manage',
    returns: z.strictObject({ sessions: z.array(Session), factors: z.array(Factor.shape.kind) }),
    fails: ['member.not_found', 'member.above_you'],
  },
  end: {
    delete: `${ws}/members/:personId/sessions/:sessionId`,
    summary: 'End one console session of a member',
    needs: 'member.manage',
    returns: null,
    fails: ['member.not_found', 'member.above_you', 'session.not_found'],
  },
  endAll: {
    delete: `${ws}/members/:personId/sessions`,
    summary: 'End every console session of a member that opens this workspace',
    needs: 'member.manage',
    returns: z.strictObject({ ended: z.number().int() }),
    fails: ['member.not_found', 'member.above_you'],
  },
  resetFactors: {
    delete: `${ws}/members/:personId/factors`,
    summary: 'Remove the second factors of a member who lost them, with their recovery codes; ends their sessions',
    needs: 'member.manage',
    stepUp: true,
    returns: null,
    fails: ['member.not_found', 'member.above_you', 'factor.none'],
  },
})
