import { z } from 'zod'
import { NamedRef, PageQuery, PersonRef, page, Time, ws } from '../common.ts'
import { defineRoutes } from '../route.ts'
import { Impact, ImpactPeople, MeaningChange } from './impact.ts'
import { PolicyCheck } from './policies.ts'
import { Stage } from './rollouts.ts'
import { PolicyTest, PolicyTestResult } from './tests.ts'

/** What a draft would put in force, as a whole. */
export const DraftContents = z.strictObject({
  policies: z
    .array(
      z.strictObject({
        policyId: z.string(),
        contents: z.string().max(4_000_000),
        defaults: z.string().max(4_000_000).default(''),
      }),
    )
    .max(200)
    .describe('Only documents that differ from the current version'),
  rules: z.array(z.strictObject({ groupId: z.string(), policyId: z.string() })).max(2000),
  defaultPolicyId: z.string().nullable(),
  tests: z.array(PolicyTest).max(1000),
})
export type DraftContents = z.infer<typeof DraftContents>

export const draftStates = ['open', 'submitted', 'scheduled', 'staged', 'published', 'discarded'] as const
const Reason = z.string().trim().max(500)

export const DraftApproval = z.strictObject({
  person: PersonRef,
  decision: z.enum(['approved', 'rejected']),
  note: z.string(),
  at: Time,
  counts: z.boolean().describe('False when the draft was edited since, or its approver lost the right'),
})

export const Draft = z.strictObject({
  id: z.string(),
  title: z.string(),
  reason: z.string(),
  state: z.enum(draftStates),
  edit: z.number().int().describe('Counts saves; pass it back as expectedEdit'),
  baseRevision: z.number().int().nullable(),
  behind: z.boolean().describe('Another revision is in force than the one it was made on'),
  createdAt: Time,
  createdBy: PersonRef.nullable(),
  updatedAt: Time,
  updatedBy: PersonRef.nullable(),
  publishAt: Time.nullable(),
  stages: z.array(Stage).nullable(),
  publishedRevision: z.number().int().nullable(),
  approvals: z.array(DraftApproval),
  changes: z.array(z.string()).describe('What it changes, a line each'),
  can: z.strictObject({
    edit: z.boolean(),
    approve: z.boolean(),
    publish: z.boolean(),
    discard: z.boolean(),
    why: z.string().nullable(),
  }),
})
export type Draft = z.infer<typeof Draft>

export const DraftDetail = Draft.extend({ contents: DraftContents })
export type DraftDetail = z.infer<typeof DraftDetail>

/** Two people changed the same thing: what it was, what is in force now, what the draft says. */
export const DraftConflict = z.strictObject({
  subject: z.enum(['policy', 'rules', 'default', 'tests']),
  policy: NamedRef.nullable(),
  by: z.string().nullable(),
  base: z.string(),
  theirs: z.string(),
  yours: z.string(),
})

export const DraftReview = z.strictObject({
  checks: z.array(
    z.strictObject({
      policy: NamedRef,
      changed: z.boolean(),
      check: PolicyCheck,
      clients: z.array(z.strictObject({ version: z.string(), verdict: PolicyCheck.shape.verdict })),
      changes: z.array(MeaningChange).describe('Against the version in force, by meaning'),
    }),
  ),
  tests: z.array(PolicyTestResult),
  impact: Impact,
  conflicts: z.array(DraftConflict),
  approvals: z.strictObject({ needed: z.number().int(), given: z.number().int(), role: z.string() }),
  brake: z.strictObject({ holds: z.boolean(), because: z.string().nullable() }),
  blockers: z
    .array(z.strictObject({ code: z.string(), message: z.string(), fix: z.string() }))
    .describe('Empty: it can be published'),
})
export type DraftReview = z.infer<typeof DraftReview>

const touched = ['draft.not_found', 'draft.edited_meanwhile', 'draft.wrong_state'] as const
const blocked = [
  'draft.conflicts',
  'tests.failed',
  'approval.required',
  'change.held',
  'rollout.running',
  'policy.refused_by_client',
  'policy.not_found',
  'group.not_found',
  'rules.group_twice',
] as const

export const draftRoutes = defineRoutes({
  list: {
    get: `${ws}/policy-drafts`,
    summary: 'Drafts, the newest change first',
    needs: 'policy.read',
    query: PageQuery.extend({ state: z.enum(draftStates).optional() }),
    returns: page(Draft),
  },
  create: {
    post: `${ws}/policy-drafts`,
    summary: 'Begin a draft from what is in force, or from an earlier revision',
    needs: 'policy.manage',
    body: z.strictObject({
      title: z.string().trim().min(1).max(120),
      reason: Reason.default(''),
      fromRevision: z
        .number()
        .int()
        .min(1)
        .max(2 ** 31 - 1)
        .optional(),
    }),
    returns: DraftDetail,
    status: 201,
    fails: ['revision.not_found'],
  },
  get: {
    get: `${ws}/policy-drafts/:draftId`,
    summary: 'One draft with its contents',
    needs: 'policy.read',
    returns: DraftDetail,
    fails: ['draft.not_found'],
  },
  describe: {
    patch: `${ws}/policy-drafts/:draftId`,
    summary: 'Change title or reason; once somebody was asked to approve it, that is another edit',
    needs: 'policy.manage',
    body: z.strictObject({ title: z.string().trim().min(1).max(120), reason: Reason }).partial(),
    returns: DraftDetail,
    fails: ['draft.not_found', 'draft.wrong_state'],
  },
  save: {
    put: `${ws}/policy-drafts/:draftId/contents`,
    summary: 'Save what the draft would put in force; what is left out stays. Approvals given before do not count any more',
    needs: 'policy.manage',
    body: DraftContents.partial().extend({ expectedEdit: z.number().int() }),
    maxBytes: 4 * 1024 * 1024,
    returns: DraftDetail,
    fails: [...touched, 'policy.not_found', 'group.not_found', 'rules.group_twice', 'policy.too_large'],
  },
  review: {
    get: `${ws}/policy-drafts/:draftId/review`,
    summary: 'Checks, tests, impact, conflicts, approvals and the brake: all that decides whether it can be published',
    needs: 'policy.read',
    returns: DraftReview,
    fails: ['draft.not_found'],
  },
  impactPeople: {
    get: `${ws}/policy-drafts/:draftId/impact-people`,
    summary: 'Everybody who would get another policy, by name; `move` is the id of one move of the impact',
    needs: 'policy.read',
    query: PageQuery.extend({ move: z.string().max(300).optional() }),
    returns: ImpactPeople,
    fails: ['draft.not_found'],
  },
  rebase: {
    post: `${ws}/policy-drafts/:draftId/rebase`,
    summary: 'Move the draft onto what is in force now; what both changed is taken as `keep` says',
    needs: 'policy.manage',
    body: z.strictObject({ expectedEdit: z.number().int(), keep: z.enum(['yours', 'theirs']).optional() }),
    returns: DraftDetail,
    fails: [...touched, 'draft.conflicts'],
  },
  submit: {
    post: `${ws}/policy-drafts/:draftId/submit`,
    summary: 'Ask for approval; editing it afterwards takes it back',
    needs: 'policy.manage',
    body: z.strictObject({ expectedEdit: z.number().int(), reason: Reason.optional() }),
    returns: DraftDetail,
    fails: touched,
  },
  decide: {
    post: `${ws}/policy-drafts/:draftId/approvals`,
    summary: 'Approve or reject exactly this edit; never by anybody who wrote a part of it',
    needs: 'policy.approve',
    body: z.strictObject({
      expectedEdit: z.number().int(),
      decision: z.enum(['approved', 'rejected']),
      note: Reason.default(''),
    }),
    returns: DraftDetail,
    fails: [...touched, 'approval.own_work'],
  },
  publish: {
    post: `${ws}/policy-drafts/:draftId/publish`,
    summary: 'Put it in force: now, at a time, or in stages',
    needs: 'policy.manage',
    body: z.strictObject({
      expectedEdit: z.number().int(),
      reason: Reason.optional(),
      at: Time.optional(),
      stages: z.array(Stage).min(1).max(20).optional(),
    }),
    returns: DraftDetail,
    fails: [...touched, ...blocked],
  },
  unschedule: {
    post: `${ws}/policy-drafts/:draftId/unschedule`,
    summary: 'Take a scheduled draft back; it stays open',
    needs: 'policy.manage',
    returns: DraftDetail,
    fails: ['draft.not_found', 'draft.wrong_state'],
  },
  discard: {
    delete: `${ws}/policy-drafts/:draftId`,
    summary: 'Discard a draft; its history stays in the audit log',
    needs: 'policy.manage',
    returns: null,
    fails: ['draft.not_found', 'draft.wrong_state'],
  },
  restore: {
    post: `${ws}/policy-revisions/:number/restore`,
    summary: 'Put an earlier revision in force again, with the same bytes; through the same checks, tests, approval and brake',
    needs: 'policy.manage',
    body: z.strictObject({ reason: Reason.default(''), expectedRevision: z.number().int() }),
    returns: DraftDetail,
    status: 201,
    fails: ['revision.not_found', 'policy.changed_meanwhile', ...blocked],
  },
})
