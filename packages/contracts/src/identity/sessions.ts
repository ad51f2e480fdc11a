import { z } from 'zod'
import { Email, Name, Password, Time } from '../common.ts'
import { Permission, RoleName } from '../permissions.ts'
import { defineRoutes } from '../route.ts'

export const SessionMethod = z.enum(['password', 'passkey', 'oidc', 'saml', 'invitation', 'setup', 'break_glass'])
/** What a person can show to prove again who they are; `sso` is signing in again with the identity provider. */
export const ProofMethod = z.enum(['password', 'totp', 'passkey', 'sso'])
export type ProofMethod = z.infer<typeof ProofMethod>

/** What keeps this sign-in out of a workspace of its person. */
export const Obstacle = z.enum([
  'session.other_workspace',
  'session.sso_needed',
  'session.mfa_needed',
  'access.address_not_allowed',
])
export type Obstacle = z.infer<typeof Obstacle>

export const MyWorkspace = z.strictObject({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  role: RoleName,
  permissions: z.array(Permission),
  obstacle: Obstacle.nullable().describe(
    'What this sign-in lacks to come in: with session.mfa_needed, add a factor (`secondFactor.enrolled` is false) or prove one by step-up',
  ),
})
export type MyWorkspace = z.infer<typeof MyWorkspace>

export const Me = z.strictObject({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  workspaces: z.array(MyWorkspace).describe('Only those where the membership is active'),
  secondFactor: z.strictObject({
    enrolled: z.boolean(),
    given: z.boolean().describe('Whether this sign-in was made or proved with one'),
    recoveryCodesLeft: z.number().int(),
  }),
  signIn: z.strictObject({
    method: SessionMethod,
    workspaceId: z.string().nullable().describe('The one workspace that this sign-in opens; null is all of yours'),
    authenticatedAt: Time.describe('The last proof of who you are; what needs a recent one asks for less than 15 minutes'),
    proofs: z.array(ProofMethod).describe('What a step-up can be made with'),
    proveAgainAt: z
      .string()
      .nullable()
      .describe('Where the identity provider of this sign-in is asked to have them prove it anew; takes `next`'),
    changesCredentials: z
      .boolean()
      .describe('False for a sign-in from an identity provider: password and factors are changed elsewhere'),
  }),
})
export type Me = z.infer<typeof Me>

export const Session = z.strictObject({
  id: z.string(),
  current: z.boolean(),
  method: SessionMethod,
  secondFactor: z.boolean(),
  workspaceId: z.string().nullable().describe('The one workspace that it opens; null is every one of the person'),
  address: z.string(),
  userAgent: z.string(),
  createdAt: Time,
  lastSeenAt: Time,
  expiresAt: Time,
})
export type Session = z.infer<typeof Session>

export const sessionRoutes = defineRoutes({
  signIn: {
    post: '/api/v1/session',
    summary: 'Sign in with e-mail and password; sets the session cookie, or a ticket for the second step',
    needs: 'public',
    body: z.strictObject({ email: Email, password: z.string().min(1).max(256) }),
    returns: Me,
    fails: ['session.wrong_credentials', 'session.deactivated', 'session.second_step_needed', 'request.too_many'],
  },
  signOut: { delete: '/api/v1/session', summary: 'End this session', needs: 'person', returns: null },
  me: { get: '/api/v1/me', summary: 'Who is signed in, and where they are a member', needs: 'person', returns: Me },
  rename: {
    patch: '/api/v1/me',
    summary: 'Change your own name',
    needs: 'person',
    body: z.strictObject({ name: Name }),
    returns: Me,
  },
  changePassword: {
    put: '/api/v1/me/password',
    summary: 'Change your own password; ends your other sessions',
    needs: 'person',
    stepUp: true,
    body: z.strictObject({
      current: z.string().min(1).max(256),
      next: Password,
      signOutClients: z.boolean().default(false).describe('Also ends the sign-ins of your Codex clients, in every workspace'),
    }),
    returns: null,
    fails: ['password.wrong', 'session.credentials_elsewhere', 'request.too_many'],
  },
  list: { get: '/api/v1/me/sessions', summary: 'Where you are signed in', needs: 'person', returns: z.array(Session) },
  end: {
    delete: '/api/v1/me/sessions/:sessionId',
    summary: 'End one of your sessions',
    needs: 'person',
    returns: null,
    fails: ['session.not_found'],
  },
  endOthers: {
    delete: '/api/v1/me/sessions',
    summary: 'Sign out everywhere else',
    needs: 'person',
    returns: z.strictObject({ ended: z.number().int() }),
  },
  redeemReset: {
    post: '/api/v1/password-resets/redeem',
    summary: 'Set a new password with a one-time reset link; ends all sessions and signs out all Codex clients',
    needs: 'public',
    body: z.strictObject({ token: z.string().min(1).max(200), password: Password }),
    returns: null,
    fails: ['password.reset_not_valid'],
  },
})
