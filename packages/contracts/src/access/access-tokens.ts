import { z } from 'zod'
import { Name, NamedRef, PersonRef, page, SearchQuery, Time, ws } from '../common.ts'
import { defineRoutes } from '../route.ts'

/** Lives that the reference suggests, in days (AU-07); any other of at least one day may be asked for. */
export const accessTokenPresets = [7, 30, 60, 90] as const
/** How many access tokens one person or service account may have that still work or are suspended. */
export const mostAccessTokens = 50
/** A token that was not used for so many days is stale, unless the reader asks for another number. */
export const staleAfterDays = 30

export const AccessTokenStatus = z.enum(['active', 'suspended', 'expired', 'revoked', 'ended'])
export type AccessTokenStatus = z.infer<typeof AccessTokenStatus>

export const ExpiresInDays = z.number().int().min(1, 'is at least one day').max(3650, 'is at most ten years')
/** The token that a new one replaces; it goes on until somebody revokes it. */
const Replaces = z.string().max(60).optional().describe('The token that it replaces; that one goes on until somebody revokes it')

/** A secret with which `codex` runs without a person (AU-07 … AU-13). Never the secret itself. */
export const AccessToken = z.strictObject({
  id: z.string(),
  name: z.string(),
  hint: z.string().describe('The first characters, to recognise it by'),
  owner: PersonRef.extend({ kind: z.enum(['human', 'service_account']) }).describe('As whom it runs'),
  createdBy: PersonRef.nullable().describe('Who made it; of a service account somebody else than its owner'),
  createdAt: Time,
  expiresAt: Time.nullable(),
  lastUsedAt: Time.nullable(),
  lastUsedBy: z.string().describe('The user-agent of its last use; empty while unused'),
  lastUsedFrom: z.string().describe('The address of its last use; empty while unused'),
  status: AccessTokenStatus.describe('Suspended while its owner may not use Codex Local; ended with its membership, for good'),
  because: z.string().describe('Why it does not work, as one sentence; empty while it does'),
  revokedAt: Time.nullable(),
  revokedBy: z.string().nullable(),
  stale: z
    .boolean()
    .describe('Not ended, and not used for the number of days asked about, which is thirty unless said otherwise'),
  expiringSoon: z.boolean().describe('Not ended, and runs out within two weeks'),
  replaces: NamedRef.nullable().describe('The token that it was made to replace'),
  replacedBy: NamedRef.nullable().describe('The newest token that was made to replace it'),
  reminder: z
    .string()
    .nullable()
    .describe('What is left to do: to revoke a token that was replaced, or to replace one that runs out'),
  can: z.strictObject({ revoke: z.boolean(), why: z.string().nullable() }),
})
export type AccessToken = z.infer<typeof AccessToken>

export const NewAccessToken = z.strictObject({
  name: Name,
  expiresInDays: ExpiresInDays.nullable().describe('null is no expiry, where the workspace allows it'),
  replaces: Replaces,
})

export const MadeAccessToken = z.strictObject({ token: AccessToken, secret: z.string().describe('`at-…`; shown once') })

/** What a new token may live at most; tokens that exist keep what they have (WS-07). */
export const AccessTokenLimit = z.strictObject({
  maxDays: ExpiresInDays.nullable().describe('null is no limit, so that tokens without expiry are allowed'),
  beyond: z.number().int().describe('Tokens that go on and would not be allowed today'),
  can: z.strictObject({ change: z.boolean(), why: z.string().nullable() }),
})
export type AccessTokenLimit = z.infer<typeof AccessTokenLimit>

const UnusedDays = z.coerce.number().int().min(1).max(3650).default(staleAfterDays)
const Flag = z.stringbool().optional()

/** Access tokens in numbers, so that somebody can tidy up (AU-13). */
export const AccessTokenReport = z.strictObject({
  active: z.number().int(),
  suspended: z.number().int(),
  stale: z.number().int(),
  neverUsed: z.number().int(),
  expiringSoon: z.number().int(),
  withoutExpiry: z.number().int(),
  replaced: z.number().int().describe('Replaced by another one, and not revoked yet'),
  beyondLimit: z.number().int().describe('Live longer than the workspace allows today'),
  ofServiceAccounts: z.number().int(),
  unusedDays: z.number().int().describe('What counts as stale here'),
})
export type AccessTokenReport = z.infer<typeof AccessTokenReport>

export const accessTokenRoutes = defineRoutes({
  mine: {
    get: `${ws}/me/access-tokens`,
    summary: 'Your own access tokens, newest first, and whether you may create one; refused to whoever has and may have none',
    needs: 'member',
    returns: z.strictObject({
      tokens: z.array(AccessToken),
      maxDays: z.number().int().nullable().describe('The longest life of a new one; null is no limit'),
      can: z.strictObject({ create: z.boolean(), why: z.string().nullable() }),
    }),
    fails: ['access_token.not_allowed'],
  },
  create: {
    post: `${ws}/me/access-tokens`,
    summary: 'Create an access token for yourself; the secret is shown once',
    needs: 'access_token.create',
    stepUp: true,
    body: NewAccessToken,
    returns: MadeAccessToken,
    status: 201,
    fails: ['access_token.lives_too_long', 'access_token.too_many', 'access_token.not_found', 'access.denied'],
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
      kind: z.enum(['human', 'service_account']).optional(),
      unusedDays: UnusedDays,
      stale: Flag.describe('Only those that have not ended and were not used for `unusedDays`'),
      neverUsed: Flag.describe('Only those that have not ended and were never used'),
      expiringSoon: Flag.describe('Only those that run out within two weeks'),
      withoutExpiry: Flag.describe('Only those that never run out'),
      replaced: Flag.describe('Only those that were replaced and are not revoked'),
    }),
    returns: page(AccessToken),
  },
  report: {
    get: `${ws}/access-tokens/report`,
    summary: 'How many access tokens work, are suspended, run out within two weeks, or lie unused (AU-13)',
    needs: 'access_token.manage',
    query: z.strictObject({ unusedDays: UnusedDays }),
    returns: AccessTokenReport,
  },
  get: {
    get: `${ws}/access-tokens/:tokenId`,
    summary: 'One access token',
    needs: 'access_token.manage',
    returns: AccessToken,
    fails: ['access_token.not_found'],
  },
  revoke: {
    delete: `${ws}/access-tokens/:tokenId`,
    summary: "Revoke anybody's access token at once",
    needs: 'access_token.manage',
    returns: null,
    fails: ['access_token.not_found'],
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
    body: z.strictObject({ maxDays: ExpiresInDays.nullable() }),
    returns: AccessTokenLimit,
  },
})
