import { z } from 'zod'
import { Name, NamedRef, PageQuery, PersonRef, page, Time, ws } from '../common.ts'
import { defineRoutes } from '../route.ts'

/** Identity providers that we have words for; `generic` is any other SCIM 2.0 client. */
export const directoryPresets = {
  entra: { label: 'Microsoft Entra ID' },
  okta: { label: 'Okta' },
  google: { label: 'Google Workspace' },
  generic: { label: 'Another SCIM 2.0 client' },
} as const satisfies Record<string, { label: string }>
export const DirectoryPreset = z.enum(Object.keys(directoryPresets) as [keyof typeof directoryPresets])
export type DirectoryPreset = z.infer<typeof DirectoryPreset>

/** Calls of one directory that come less than ten minutes apart. */
export const SyncRun = z.strictObject({
  id: z.string(),
  startedAt: Time,
  lastAt: Time,
  calls: z.number().int(),
  created: z.number().int().describe('Users provisioned, new or known here before'),
  updated: z.number().int().describe('Users whose attributes changed'),
  deactivated: z.number().int().describe('Users set inactive or deleted'),
  reactivated: z.number().int(),
  groups: z.number().int().describe('Groups created, renamed, taken over or deleted'),
  membersAdded: z.number().int().describe('People who came into groups'),
  membersRemoved: z.number().int().describe('People who left groups'),
  warnings: z.number().int(),
  errors: z.number().int(),
})
export type SyncRun = z.infer<typeof SyncRun>

/** A call that was refused, or done in another way than its sender may think. */
export const SyncProblem = z.strictObject({
  id: z.string(),
  at: Time,
  runId: z.string(),
  severity: z.enum(['error', 'warning']),
  method: z.string(),
  path: z.string(),
  resource: z.string().nullable().describe('Name of the user or group, as far as the call told it'),
  status: z.number().int().describe('What was answered'),
  reason: z.string(),
})
export type SyncProblem = z.infer<typeof SyncProblem>

const DirectoryCall = z.strictObject({
  at: Time,
  method: z.string(),
  path: z.string(),
  status: z.number().int(),
  userAgent: z.string(),
  tokenId: z.string(),
})

export const Directory = z.strictObject({
  id: z.string(),
  name: z.string(),
  preset: DirectoryPreset,
  baseUrl: z.string().describe('What the identity provider calls the tenant URL or SCIM base URL'),
  createdBy: PersonRef.nullable(),
  createdAt: Time,
  users: z.strictObject({ active: z.number().int(), inactive: z.number().int() }).describe('As the directory says'),
  groups: z.number().int(),
  activeTokens: z.number().int(),
  lastCall: DirectoryCall.nullable().describe('The last call with a valid token; ask again every few seconds while setting up'),
  lastRun: SyncRun.nullable(),
  can: z.strictObject({ manage: z.boolean(), why: z.string().nullable() }),
})
export type Directory = z.infer<typeof Directory>

export const DirectoryToken = z.strictObject({
  id: z.string(),
  name: z.string(),
  hint: z.string().describe('The first characters, to recognise it by'),
  createdBy: PersonRef.nullable(),
  /** It goes on working then, because it acts for the directory; who left may still know it, so it should be rotated. */
  makerLeft: z.boolean(),
  createdAt: Time,
  expiresAt: Time.nullable(),
  lastUsedAt: Time.nullable(),
  status: z.enum(['active', 'expired', 'revoked']),
})
export type DirectoryToken = z.infer<typeof DirectoryToken>

/** What to do at the identity provider, in order, with the values to paste there. */
export const DirectorySetup = z.strictObject({
  preset: DirectoryPreset,
  label: z.string(),
  steps: z.array(
    z.strictObject({
      title: z.string(),
      text: z.string(),
      values: z.array(z.strictObject({ label: z.string(), value: z.string() })),
    }),
  ),
  attributes: z.array(z.strictObject({ theirs: z.string(), ours: z.string(), use: z.string() })),
  limits: z.array(z.string()),
})
export type DirectorySetup = z.infer<typeof DirectorySetup>

/** A group or member that a directory owns; null is nobody but the workspace. */
export const OwningDirectory = NamedRef.nullable().describe('The directory that provisions it')

const one = `${ws}/directories/:directoryId` as const

export const directoryRoutes = defineRoutes({
  list: {
    get: `${ws}/directories`,
    summary: 'Directories that provision users and groups (SCIM), by name',
    needs: 'identity.read',
    returns: z.array(Directory),
  },
  get: {
    get: one,
    summary: 'One directory, with the last call that was received',
    needs: 'identity.read',
    returns: Directory,
    fails: ['directory.not_found'],
  },
  create: {
    post: `${ws}/directories`,
    summary: 'Connect a directory; it needs a token before it can provision',
    needs: 'identity.manage',
    stepUp: true,
    body: z.strictObject({ name: Name, preset: DirectoryPreset.default('generic') }),
    returns: Directory,
    status: 201,
    fails: ['directory.name_taken'],
  },
  update: {
    patch: one,
    summary: 'Rename a directory or choose another preset',
    needs: 'identity.manage',
    body: z.strictObject({ name: Name, preset: DirectoryPreset }).partial(),
    returns: Directory,
    fails: ['directory.not_found', 'directory.name_taken'],
  },
  remove: {
    delete: one,
    summary: 'Disconnect a directory: its tokens end, its users and groups stay and become manual',
    needs: 'identity.manage',
    stepUp: true,
    returns: null,
    fails: ['directory.not_found'],
  },
  setup: {
    get: `${one}/setup`,
    summary: 'What to paste where at the identity provider',
    needs: 'identity.read',
    returns: DirectorySetup,
    fails: ['directory.not_found'],
  },
  tokens: {
    get: `${one}/tokens`,
    summary: 'Tokens of a directory, newest first; several may be active, so that they can be rotated',
    needs: 'identity.read',
    returns: z.array(DirectoryToken),
    fails: ['directory.not_found'],
  },
  createToken: {
    post: `${one}/tokens`,
    summary: 'Create a token for the identity provider; the secret is shown once',
    needs: 'identity.manage',
    stepUp: true,
    body: z.strictObject({
      name: Name.default('SCIM token'),
      expiresInDays: z.number().int().min(1).max(3650).nullable().default(365),
    }),
    returns: z.strictObject({ token: DirectoryToken, secret: z.string() }),
    status: 201,
    fails: ['directory.not_found'],
  },
  revokeToken: {
    delete: `${one}/tokens/:tokenId`,
    summary: 'Revoke a token at once',
    needs: 'identity.manage',
    stepUp: true,
    returns: null,
    fails: ['directory.not_found', 'directory.token_not_found'],
  },
  runs: {
    get: `${one}/runs`,
    summary: 'Sync history, newest first: calls less than ten minutes apart belong to one run',
    needs: 'identity.read',
    query: PageQuery,
    returns: page(SyncRun),
    fails: ['directory.not_found'],
  },
  problems: {
    get: `${one}/problems`,
    summary: 'The last errors and warnings of a directory, newest first',
    needs: 'identity.read',
    query: PageQuery.extend({ runId: z.string().max(64).optional(), severity: z.enum(['error', 'warning']).optional() }),
    returns: page(SyncProblem),
    fails: ['directory.not_found'],
  },
})
