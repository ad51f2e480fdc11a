import { z } from 'zod'
import { Email, Name, NamedRef, PersonRef, page, SearchQuery, Time, ws } from '../common.ts'
import { defineRoutes } from '../route.ts'
import { AccessToken, ExpiresInDays, MadeAccessToken, NewAccessToken } from './access-tokens.ts'

/** What a share gives: `user` makes and revokes its tokens; `manager` also names, describes, disables and enables it. */
export const ServiceAccountShareRole = z.enum(['user', 'manager'])
export type ServiceAccountShareRole = z.infer<typeof ServiceAccountShareRole>

/** A member that is not a person (AU-14): own groups, custom roles, policy and tokens; no console and no password. */
export const ServiceAccount = z.strictObject({
  id: z.string().describe('A person id: groups, roles, exceptions and lookup take it like any other'),
  name: z.string(),
  email: z
    .string()
    .describe('Its address in groups, lookup and policy tests; it stays when the name changes, and no mail goes there'),
  description: z.string(),
  status: z.enum(['active', 'disabled']),
  codexLocal: z.strictObject({
    allowed: z.boolean().describe('Its tokens are suspended while this is false'),
    because: z.string(),
  }),
  groups: z.array(NamedRef),
  customRoles: z.array(NamedRef).describe('Given directly or through groups, by name'),
  activeTokens: z.number().int().describe('Tokens that have not ended'),
  nextExpiryAt: Time.nullable().describe('When the first of them runs out'),
  lastUsedAt: Time.nullable(),
  createdBy: PersonRef.nullable(),
  createdAt: Time,
  shares: z
    .array(z.strictObject({ person: PersonRef, role: ServiceAccountShareRole }))
    .describe('Who besides owners and admins works with it'),
  can: z.strictObject({
    manage: z.boolean().describe('Share and delete it'),
    configure: z.boolean().describe('Name, describe, disable and enable it'),
    createTokens: z.boolean(),
    why: z.string().nullable().describe('Why not, when something is refused'),
  }),
})
export type ServiceAccount = z.infer<typeof ServiceAccount>

const Description = z.string().trim().max(500)
const one = `${ws}/service-accounts/:serviceAccountId` as const

export const serviceAccountRoutes = defineRoutes({
  list: {
    get: `${ws}/service-accounts`,
    summary: 'Service accounts, by name: all for who manages them, else those that are shared with you',
    needs: 'member',
    query: SearchQuery,
    returns: page(ServiceAccount).extend({ can: z.strictObject({ create: z.boolean(), why: z.string().nullable() }) }),
  },
  get: {
    get: one,
    summary: 'One service account',
    needs: 'member',
    returns: ServiceAccount,
    fails: ['service_account.not_found'],
  },
  create: {
    post: `${ws}/service-accounts`,
    summary: 'Create a service account: a member that is not a person, with groups, roles, policy and tokens of its own',
    needs: 'service_account.manage',
    stepUp: true,
    body: z.strictObject({
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
    summary: 'Rename, describe, disable or enable; disabling ends its tokens at once and for good',
    needs: 'member',
    stepUp: true,
    body: z
      .strictObject({ name: Name, description: Description, status: z.enum(['active', 'disabled']) })
      .partial()
      .refine((it) => Object.keys(it).length > 0, 'name what to change'),
    returns: ServiceAccount,
    fails: [
      'service_account.not_found',
      'service_account.not_yours',
      'service_account.name_taken',
      'member.above_you',
      'change.held',
    ],
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
    needs: 'member',
    returns: z.array(AccessToken),
    fails: ['service_account.not_found'],
  },
  createToken: {
    post: `${one}/tokens`,
    summary: 'Create an access token for a service account, for at most 365 days; the secret is shown once',
    needs: 'member',
    stepUp: true,
    body: NewAccessToken.extend({ expiresInDays: ExpiresInDays.max(365, 'is at most 365 days') }),
    returns: MadeAccessToken,
    status: 201,
    fails: [
      'service_account.not_found',
      'service_account.not_active',
      'access_token.lives_too_long',
      'access_token.too_many',
      'access_token.not_found',
    ],
  },
  revokeToken: {
    delete: `${one}/tokens/:tokenId`,
    summary: 'Revoke an access token of a service account at once',
    needs: 'member',
    returns: null,
    fails: ['service_account.not_found', 'access_token.not_found'],
  },
  share: {
    put: `${one}/shares`,
    summary: 'Let a member make its tokens, or also configure it',
    needs: 'service_account.manage',
    stepUp: true,
    body: z.strictObject({ email: Email, role: ServiceAccountShareRole }),
    returns: ServiceAccount,
    fails: ['service_account.not_found', 'member.not_found'],
  },
  unshare: {
    delete: `${one}/shares/:personId`,
    summary: 'Take a share away; tokens that its holder made go on',
    needs: 'service_account.manage',
    returns: ServiceAccount,
    fails: ['service_account.not_found', 'member.not_found'],
  },
})
