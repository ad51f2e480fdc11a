import { z } from 'zod'
import { Name, NamedRef, PersonRef, page, SearchQuery, Time, ws } from '../common.ts'
import { defineRoutes } from '../route.ts'

/** Lives that the reference suggests, in days (AU-07); any other of at least one day may be asked for. */
export const accessTokenPresets = [7, 30, 60, 90] as const

export const AccessTokenStatus = z.enum(['active', 'suspended', 'expired', 'revoked', 'ended'])
export type AccessTokenStatus = z.infer<typeof AccessTokenStatus>

const ExpiresInDays = z.number().int().min(1, 'is at least one day').max(3650, 'is at most ten years')

/** A secret with which `codex` runs without a person (AU-07 … AU-13). Never the secret itself. */
export const AccessToken = z.object({
  id: z.string(),
  name: z.string(),
  hint: z.string().describe('The first characters, to recognise it by'),
  owner: PersonRef.extend({ kind: z.enum(['human', 'service_account']) }).describe('As whom it runs'),
  createdBy: PersonRef.nullable().describe('Who made it; of a service account somebody else than its owner'),
  createdAt: Time,
  expiresAt: Time.nullable(),
  lastUsedAt: Time.nullable(),
  lastUsedBy: z.string().describe('The user-agent of its last use; empty while unused'),
  status: AccessTokenStatus.describe('Suspended while its owner may not use Codex Local; ended with its membership'),
  because: z.string().describe('Why it does not work, as one sentence; empty while it does'),
  revokedAt: Time.nullable(),
  revokedBy: z.string().nullable(),
  stale: z.boolean().describe('Works, and was not used for thirty days'),
  can: z.object({ revoke: z.boolean(), why: z.string().nullable() }),
})
export type AccessToken = z.infer<typeof AccessToken>

const NewAccessToken = z.object({
  name: Name,
  expiresInDays: ExpiresInDays.nullable().describe('null is no expiry, where the workspace allows it'),
})

const Created = z.object({ token: AccessToken, secret: z.string().describe('`at-…`; shown once') })

/** What a new token may live at most; tokens that exist keep what they have (WS-07). */
export const AccessTokenLimit = z.object({
  maxDays: ExpiresInDays.nullable().describe('null is no limit, so that tokens without expiry are allowed'),
  can: z.object({ change: z.boolean(), why: z.string().nullable() }),
})
export type AccessTokenLimit = z.infer<typeof AccessTokenLimit>

export const accessTokenRoutes = defineRoutes({
  mine: {
    get: `${ws}/me/access-tokens`,
    summary: 'Your own access tokens, newest first, and whether you may create one',
    needs: 'member',
    returns: z.object({
      tokens: z.array(AccessToken),
      maxDays: z.number().int().nullable().describe('The longest life of a new one; null is no limit'),
      can: z.object({ create: z.boolean(), why: z.string().nullable() }),
    }),
  },
  create: {
    post: `${ws}/me/access-tokens`,
    summary: 'Create an access token for yourself; the secret is shown once',
    needs: 'access_token.create',
    stepUp: true,
    body: NewAccessToken,
    returns: Created,
    status: 201,
    fails: ['access_token.life_too_long', 'access_token.too_many', 'access_token.local_needed'],
  },
  revokeMine: {
    delete: `${ws}/me/access-tokens/:tokenId`,
    summary: 'Revoke one of your access tokens at once',
    needs: 'member',
    returns: null,
    fails: ['access_token.not_found'],
  },
  list: {
    get: `${ws}/access-tokens`,
    summary: 'Access tokens of everybody, newest first; search matches name, owner and address',
    needs: 'access_token.manage',
    query: SearchQuery.extend({
      status: AccessTokenStatus.optional(),
      personId: z.string().max(100).optional(),
      stale: z.stringbool().optional().describe('Only those that work and were not used for thirty days'),
    }),
    returns: page(AccessToken),
  },
  report: {
    get: `${ws}/access-tokens/report`,
    summary: 'How many access tokens work, are suspended, run out within two weeks, or lie unused (AU-13)',
    needs: 'access_token.manage',
    returns: z.object({
      active: z.number().int(),
      suspended: z.number().int(),
      stale: z.number().int(),
      neverUsed: z.number().int(),
      expiringSoon: z.number().int(),
      withoutExpiry: z.number().int(),
    }),
  },
  revoke: {
    delete: `${ws}/access-tokens/:tokenId`,
    summary: "Revoke anybody's access token at once",
    needs: 'access_token.manage',
    returns: null,
    fails: ['access_token.not_found', 'member.above_you'],
  },
  limit: {
    get: `${ws}/access-token-limit`,
    summary: 'The longest life of new access tokens',
    needs: 'setting.read',
    returns: AccessTokenLimit,
  },
  setLimit: {
    put: `${ws}/access-token-limit`,
    summary: 'Limit the life of new access tokens; tokens that exist are not touched',
    needs: 'setting.manage',
    stepUp: true,
    body: z.object({ maxDays: ExpiresInDays.nullable() }),
    returns: AccessTokenLimit,
  },
})

/** A member that is not a person (AU-14). */
export const ServiceAccount = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().describe('Its address in groups, lookup and policy tests; nothing is ever sent there'),
  description: z.string(),
  status: z.enum(['active', 'disabled']),
  groups: z.array(NamedRef),
  activeTokens: z.number().int(),
  lastUsedAt: Time.nullable(),
  createdBy: PersonRef.nullable(),
  createdAt: Time,
  can: z.object({ manage: z.boolean(), why: z.string().nullable() }),
})
export type ServiceAccount = z.infer<typeof ServiceAccount>

const Description = z.string().trim().max(500)
const one = `${ws}/service-accounts/:serviceAccountId` as const

export const serviceAccountRoutes = defineRoutes({
  list: {
    get: `${ws}/service-accounts`,
    summary: 'Service accounts, by name',
    needs: 'service_account.manage',
    query: SearchQuery,
    returns: page(ServiceAccount),
  },
  get: {
    get: one,
    summary: 'One service account',
    needs: 'service_account.manage',
    returns: ServiceAccount,
    fails: ['service_account.not_found'],
  },
  create: {
    post: `${ws}/service-accounts`,
    summary: 'Create a service account: a member that is not a person, with groups, roles, policy and tokens of its own',
    needs: 'service_account.manage',
    stepUp: true,
    body: z.object({
      name: Name,
      description: Description.default(''),
      groupIds: z.array(z.string().max(60)).max(50).default([]),
    }),
    returns: ServiceAccount,
    status: 201,
    fails: ['service_account.name_taken', 'group.not_found', 'group.above_you', 'group.owned_by_directory', 'change.held'],
  },
  update: {
    patch: one,
    summary: 'Rename, describe, disable or enable; disabling ends its tokens at once',
    needs: 'service_account.manage',
    stepUp: true,
    body: z
      .object({ name: Name, description: Description, status: z.enum(['active', 'disabled']) })
      .partial()
      .refine((it) => Object.keys(it).length > 0, 'name what to change'),
    returns: ServiceAccount,
    fails: ['service_account.not_found', 'service_account.name_taken', 'member.above_you', 'change.held'],
  },
  remove: {
    delete: one,
    summary: 'Delete a service account for good: its tokens end, its name is free again, its past stays in the audit log',
    needs: 'service_account.manage',
    stepUp: true,
    returns: null,
    fails: ['service_account.not_found', 'member.above_you', 'change.held'],
  },
  tokens: {
    get: `${one}/tokens`,
    summary: 'Access tokens of a service account, newest first',
    needs: 'service_account.manage',
    returns: z.array(AccessToken),
    fails: ['service_account.not_found'],
  },
  createToken: {
    post: `${one}/tokens`,
    summary: 'Create an access token for a service account, for at most 365 days; the secret is shown once',
    needs: 'service_account.manage',
    stepUp: true,
    body: NewAccessToken.extend({ expiresInDays: ExpiresInDays.max(365, 'is at most 365 days') }),
    returns: Created,
    status: 201,
    fails: [
      'service_account.not_found',
      'member.above_you',
      'access_token.life_too_long',
      'access_token.too_many',
      'access_token.local_needed',
    ],
  },
  revokeToken: {
    delete: `${one}/tokens/:tokenId`,
    summary: 'Revoke an access token of a service account at once',
    needs: 'service_account.manage',
    returns: null,
    fails: ['service_account.not_found', 'access_token.not_found'],
  },
})
