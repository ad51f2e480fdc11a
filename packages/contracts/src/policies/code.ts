import { z } from 'zod'
import { Name, ws } from '../common.ts'
import { defineRoutes } from '../route.ts'
import { DraftReview } from './drafts.ts'
import { Stage } from './rollouts.ts'
import { PolicyQuestion, policyVerdicts } from './tests.ts'

/** Everything that decides who gets which policy, by name, as a folder in a repository holds it. */
export const PolicyFolder = z.strictObject({
  policies: z
    .array(
      z.strictObject({
        name: Name,
        purpose: z.string().trim().max(500).default(''),
        owner: z.string().trim().max(200).default(''),
        contents: z.string().max(4_000_000),
        defaults: z.string().max(4_000_000).default(''),
      }),
    )
    .max(500),
  rules: z.array(z.strictObject({ group: Name, policy: Name })).max(2000),
  default: Name.nullable(),
  tests: z
    .array(
      z.strictObject({
        name: z.string().trim().max(200).default(''),
        subject: z.discriminatedUnion('kind', [
          z.strictObject({ kind: z.literal('everyone') }),
          z.strictObject({ kind: z.literal('member'), email: z.string().trim().min(1).max(254) }),
          z.strictObject({ kind: z.literal('group'), group: Name }),
        ]),
        expect: z.discriminatedUnion('kind', [
          z.strictObject({ kind: z.literal('gets'), policy: Name.nullable() }),
          z.strictObject({ kind: z.literal('answers'), question: PolicyQuestion, verdict: z.enum(policyVerdicts) }),
        ]),
      }),
    )
    .max(1000),
})
export type PolicyFolder = z.infer<typeof PolicyFolder>

const unknownNames = ['code.unknown_names', 'rules.group_twice', 'policy.too_large'] as const

export const codeRoutes = defineRoutes({
  pull: {
    get: `${ws}/policy-code`,
    summary: 'What is in force, by name, for a repository',
    needs: 'policy.read',
    returns: z.strictObject({ revision: z.number().int().nullable(), folder: PolicyFolder }),
  },
  plan: {
    post: `${ws}/policy-code/plan`,
    summary: 'What applying a folder would change and whether it may; changes nothing',
    needs: 'policy.read',
    body: z.strictObject({ folder: PolicyFolder }),
    maxBytes: 2 * 1024 * 1024,
    returns: z.strictObject({
      revision: z.number().int().nullable().describe('What the plan compares with'),
      changes: z.array(z.string()).describe('Empty: the folder says what is in force'),
      drift: z.array(z.string()).describe('Revisions that others put in force since a folder was last applied'),
      unmanaged: z.array(z.string()).describe('Policies that the folder does not name; they are left alone'),
      review: DraftReview,
    }),
    fails: unknownNames,
  },
  apply: {
    post: `${ws}/policy-code/apply`,
    summary: 'Put a folder in force, through the same checks, tests, approval, brake and stages as a draft',
    needs: 'policy.manage',
    body: z.strictObject({
      folder: PolicyFolder,
      expectedRevision: z.number().int().nullable().describe('The revision of the plan'),
      title: z.string().trim().min(1).max(120),
      reason: z.string().trim().max(500).default(''),
      stages: z.array(Stage).min(1).max(20).optional(),
    }),
    maxBytes: 2 * 1024 * 1024,
    returns: z.strictObject({
      outcome: z.enum(['unchanged', 'published', 'staged', 'submitted']),
      revision: z.number().int().nullable(),
      draftId: z.string().nullable(),
      sentence: z.string(),
    }),
    fails: [
      ...unknownNames,
      'policy.changed_meanwhile',
      'policy.name_taken',
      'policy.refused_by_client',
      'tests.failed',
      'change.held',
      'rollout.running',
    ],
  },
})
