import { z } from 'zod'
import { NamedRef, Time, ws } from '../common.ts'
import { defineRoutes } from '../route.ts'

/** A live sign-in of a Codex client (an OAuth grant). */
export const SignedInClient = z.strictObject({
  id: z.string(),
  surface: z.enum(['device_code', 'browser']),
  clientId: z.string(),
  address: z.string(),
  userAgent: z.string(),
  signedInAt: Time,
  lastUsedAt: Time.nullable(),
})
export type SignedInClient = z.infer<typeof SignedInClient>

export const clientRoutes = defineRoutes({
  mine: { get: `${ws}/me/clients`, summary: 'Your signed-in Codex clients', needs: 'member', returns: z.array(SignedInClient) },
  signOutMine: {
    delete: `${ws}/me/clients/:clientId`,
    summary: 'Sign out one of your Codex clients',
    needs: 'member',
    returns: null,
    fails: ['client.not_found'],
  },
  ofMember: {
    get: `${ws}/members/:personId/clients`,
    summary: "A member's signed-in Codex clients",
    needs: 'member.read',
    returns: z.array(SignedInClient),
    fails: ['member.not_found'],
  },
  signOut: {
    delete: `${ws}/members/:personId/clients/:clientId`,
    summary: "Sign out one of a member's Codex clients",
    needs: 'member.manage',
    returns: null,
    fails: ['member.not_found', 'client.not_found', 'member.above_you'],
  },
})

/** What keeps a console session out of a workspace, so that it signs no client in there either. */
const closedDoors = ['session.other_workspace', 'session.sso_needed', 'session.mfa_needed'] as const

export const approvalRoutes = defineRoutes({
  find: {
    post: '/api/v1/device-approvals/find',
    summary: 'What a device code asks for: typed by the person, never prefilled',
    needs: 'person',
    body: z.strictObject({ userCode: z.string().trim().min(1).max(20) }),
    returns: z.strictObject({
      requestedAt: Time,
      expiresAt: Time,
      address: z.string(),
      yourAddress: z.string(),
      addressDiffers: z.boolean(),
      clientId: z.string(),
      workspaces: z.array(NamedRef.extend({ allowed: z.boolean(), because: z.string() })),
    }),
    fails: ['device.code_unknown'],
  },
  decide: {
    post: '/api/v1/device-approvals/decide',
    summary: 'Approve or refuse a device code; either way the client ends its waiting',
    needs: 'person',
    body: z.strictObject({
      userCode: z.string().trim().min(1).max(20),
      workspaceId: z.string(),
      decision: z.enum(['approve', 'refuse']),
    }),
    returns: z.strictObject({ outcome: z.enum(['approved', 'refused', 'not_allowed']), message: z.string() }),
    fails: ['device.code_unknown', 'workspace.not_found', ...closedDoors],
  },
  findAuthorize: {
    post: '/api/v1/authorize-requests/find',
    summary: 'What a browser sign-in of a client asks for',
    needs: 'person',
    body: z.strictObject({ request: z.string().min(1).max(4000) }),
    returns: z.strictObject({
      clientId: z.string(),
      originator: z.string(),
      redirectHost: z.string(),
      workspaces: z.array(NamedRef.extend({ allowed: z.boolean(), because: z.string() })),
    }),
    fails: ['authorize.not_valid'],
  },
  decideAuthorize: {
    post: '/api/v1/authorize-requests/decide',
    summary: 'Allow or refuse a browser sign-in; the answer says where the browser goes next',
    needs: 'person',
    body: z.strictObject({
      request: z.string().min(1).max(4000),
      workspaceId: z.string(),
      decision: z.enum(['approve', 'refuse']),
    }),
    returns: z.strictObject({ redirectTo: z.string() }),
    fails: ['authorize.not_valid', 'workspace.not_found', ...closedDoors],
  },
})
