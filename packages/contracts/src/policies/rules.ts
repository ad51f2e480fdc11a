import { z } from 'zod'
import { NamedRef, PageQuery, PersonRef, page, Time, ws } from '../common.ts'
import { defineRoutes } from '../route.ts'
import { MeaningChange } from './impact.ts'
import { PolicyTest } from './tests.ts'

export const Rule = z.strictObject({
  id: z.string(),
  position: z.number().int().describe('1 is asked first; the first match wins (PO-03)'),
  group: NamedRef,
  policy: NamedRef,
  policyVersion: z.number().int(),
  groupMembers: z.number().int().describe('Active members in the group'),
  wins: z.number().int().describe('Members who get their policy by this rule'),
})
export type Rule = z.infer<typeof Rule>

export const Revision = z.strictObject({
  id: z.string(),
  number: z.number().int(),
  inForce: z.boolean(),
  note: z.string(),
  cause: z.string().describe('What made it, in words: rules reordered, policy saved, …'),
  createdAt: Time,
  createdBy: PersonRef.nullable(),
  draft: NamedRef.extend({ authors: z.array(PersonRef).describe('Everybody who wrote a part of it') })
    .nullable()
    .describe('Null: saved and published in one step'),
  approvals: z.array(z.strictObject({ person: PersonRef, note: z.string(), at: Time })).describe('Of exactly what was published'),
})
export type Revision = z.infer<typeof Revision>

export const RulesInForce = z.strictObject({
  revision: Revision.nullable().describe('Nothing was put in force yet when null'),
  rules: z.array(Rule),
  default: z.strictObject({ policy: NamedRef, policyVersion: z.number().int(), wins: z.number().int() }).nullable(),
  withoutPolicy: z.number().int().describe('Active members whom no rule matches while there is no default'),
  warnings: z.array(z.string()),
})
export type RulesInForce = z.infer<typeof RulesInForce>

export const NewRules = z.strictObject({
  expectedRevision: z.number().int().nullable().describe('The revision number you looked at; null when nothing was in force'),
  rules: z.array(z.strictObject({ groupId: z.string(), policyId: z.string() })).max(2000),
  defaultPolicyId: z.string().nullable(),
  note: z.string().trim().max(500).default(''),
})

export const ruleRoutes = defineRoutes({
  get: {
    get: `${ws}/policy-rules`,
    summary: 'The ordered rules and the default in force',
    needs: 'policy.read',
    returns: RulesInForce,
  },
  replace: {
    put: `${ws}/policy-rules`,
    summary: 'Put the whole ordered list in force as a new revision: add, remove, reorder, set the default',
    needs: 'policy.manage',
    body: NewRules,
    returns: RulesInForce,
    fails: [
      'rules.group_twice',
      'group.not_found',
      'policy.not_found',
      'policy.changed_meanwhile',
      'policy.refused_by_client',
      'approval.required',
      'tests.failed',
      'change.held',
      'rollout.running',
    ],
  },
  revisions: {
    get: `${ws}/policy-revisions`,
    summary: 'Every revision, newest first',
    needs: 'policy.read',
    query: PageQuery,
    returns: page(Revision),
  },
  revision: {
    get: `${ws}/policy-revisions/:number`,
    summary: 'One revision: its rules, default and the policy versions it serves',
    needs: 'policy.read',
    returns: Revision.extend({
      rules: z.array(
        z.strictObject({ position: z.number().int(), group: NamedRef, policy: NamedRef, policyVersion: z.number().int() }),
      ),
      default: z.strictObject({ policy: NamedRef, policyVersion: z.number().int() }).nullable(),
      tests: z.array(PolicyTest),
      changes: z
        .array(z.strictObject({ policy: NamedRef, changes: z.array(MeaningChange) }))
        .describe('Against the revision before it, by meaning: policies whose text is another'),
      order: z
        .strictObject({ before: z.array(z.string()), after: z.array(z.string()) })
        .describe('The list in words, a line each'),
    }),
    fails: ['revision.not_found'],
  },
})
