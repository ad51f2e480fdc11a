import { z } from 'zod'
import { Name, NamedRef, PersonRef, page, SearchQuery, Time, ws } from '../common.ts'
import { defineRoutes } from '../route.ts'

/** The size limit of one policy document, in bytes of UTF-8. */
export const maxPolicyBytes = 256 * 1024

/** One remark about a document; positions are 1-based. Mirrors the engine's `Problem`. */
export const PolicyProblem = z.strictObject({
  severity: z.enum(['error', 'warning', 'info']),
  code: z.string(),
  message: z.string(),
  fix: z.string().optional(),
  line: z.number().int(),
  column: z.number().int(),
  endLine: z.number().int().optional(),
  endColumn: z.number().int().optional(),
  key: z.string().optional(),
  fragment: z.string().optional().describe('Which fragment of the composed bundle'),
})
export type PolicyProblem = z.infer<typeof PolicyProblem>

export const PolicyCheck = z.strictObject({
  verdict: z.enum(['accepted', 'breaks_sessions', 'refused']),
  problems: z.array(PolicyProblem),
})
export type PolicyCheck = z.infer<typeof PolicyCheck>

const Contents = z.string().max(4_000_000)
const Defaults = Contents.describe('Managed defaults: a config.toml that users may override; empty is none')
const Purpose = z.string().trim().max(500)
const Owner = z.string().trim().max(200)

export const PolicyVersion = z.strictObject({
  id: z.string(),
  number: z.number().int(),
  sha256: z.string(),
  note: z.string(),
  createdAt: Time,
  createdBy: PersonRef.nullable(),
})
export type PolicyVersion = z.infer<typeof PolicyVersion>

export const Policy = z.strictObject({
  id: z.string(),
  name: z.string(),
  purpose: z.string(),
  owner: z.string().describe('Who answers for it: a person or a team'),
  version: PolicyVersion.describe('The current version: the newest, or an earlier one that was restored'),
  use: z.strictObject({
    rules: z.array(z.strictObject({ position: z.number().int(), group: NamedRef })),
    isDefault: z.boolean(),
    members: z.number().int().describe('Members who get this policy now'),
  }),
  warnings: z.number().int(),
  createdAt: Time,
  updatedAt: Time,
  can: z.strictObject({ edit: z.boolean(), delete: z.boolean(), why: z.string().nullable() }),
})
export type Policy = z.infer<typeof Policy>

export const PolicyDocument = Policy.extend({ contents: z.string(), defaults: z.string(), check: PolicyCheck })
export type PolicyDocument = z.infer<typeof PolicyDocument>

export const NewPolicy = z.strictObject({
  name: Name,
  purpose: Purpose.default(''),
  owner: Owner.default(''),
  contents: Contents,
  defaults: Defaults.default(''),
})

export const PolicyTemplate = z.strictObject({
  id: z.string(),
  title: z.string(),
  purpose: z.string(),
  contents: z.string(),
  asPublished: z
    .strictObject({ contents: z.string(), check: PolicyCheck })
    .nullable()
    .describe('The vendor guide text, where a client refuses it or it opens too much'),
})
export type PolicyTemplate = z.infer<typeof PolicyTemplate>

const refusals = ['policy.refused_by_client', 'policy.too_large', 'policy.name_taken'] as const

export const policyRoutes = defineRoutes({
  list: { get: `${ws}/policies`, summary: 'Policies, by name', needs: 'policy.read', query: SearchQuery, returns: page(Policy) },
  get: {
    get: `${ws}/policies/:policyId`,
    summary: 'One policy with its newest document',
    needs: 'policy.read',
    returns: PolicyDocument,
    fails: ['policy.not_found'],
  },
  create: {
    post: `${ws}/policies`,
    summary: 'Create a policy from a complete requirements.toml document (PO-01)',
    needs: 'policy.manage',
    body: NewPolicy,
    returns: PolicyDocument,
    status: 201,
    fails: refusals,
  },
  describe: {
    patch: `${ws}/policies/:policyId`,
    summary: 'Change name, purpose or owner; the document stays',
    needs: 'policy.manage',
    body: z.strictObject({ name: Name, purpose: Purpose, owner: Owner }).partial(),
    returns: PolicyDocument,
    fails: ['policy.not_found', 'policy.name_taken'],
  },
  save: {
    put: `${ws}/policies/:policyId/contents`,
    summary: 'Save a new version of the document; where the policy is in use it is in force at once',
    needs: 'policy.manage',
    body: z.strictObject({
      contents: Contents,
      defaults: Defaults.optional().describe('Left out: they stay'),
      expectedVersion: z.number().int(),
      note: z.string().trim().max(500).default(''),
    }),
    returns: PolicyDocument,
    fails: [
      'policy.not_found',
      'policy.changed_meanwhile',
      'policy.refused_by_client',
      'policy.too_large',
      'approval.required',
      'tests.failed',
      'change.held',
      'rollout.running',
    ],
  },
  remove: {
    delete: `${ws}/policies/:policyId`,
    summary: 'Delete a policy that nothing uses; its versions stay in the history',
    needs: 'policy.manage',
    returns: null,
    fails: ['policy.not_found', 'policy.in_use'],
  },
  versions: {
    get: `${ws}/policies/:policyId/versions`,
    summary: 'All versions, newest first',
    needs: 'policy.read',
    query: SearchQuery,
    returns: page(PolicyVersion),
    fails: ['policy.not_found'],
  },
  version: {
    get: `${ws}/policies/:policyId/versions/:number`,
    summary: 'One version with its document',
    needs: 'policy.read',
    returns: PolicyVersion.extend({ contents: z.string(), defaults: z.string() }),
    fails: ['policy.not_found'],
  },
  check: {
    post: `${ws}/policy-checks`,
    summary: "A client's verdict on a document, on the exact bundle that would be served; changes nothing",
    needs: 'policy.read',
    body: z.strictObject({ contents: Contents, defaults: Defaults.default('') }),
    returns: PolicyCheck.extend({
      clients: z.array(z.strictObject({ version: z.string(), verdict: PolicyCheck.shape.verdict })),
    }),
    fails: ['policy.too_large'],
  },
  templates: {
    get: `${ws}/policy-templates`,
    summary: 'Documents to start from (PO-09)',
    needs: 'policy.read',
    returns: z.array(PolicyTemplate),
  },
})
