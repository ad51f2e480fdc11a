import { z } from 'zod'

/** What a question can be answered with; the engine's words (`evaluate`). */
export const policyVerdicts = ['allowed', 'prompted', 'denied', 'not_restricted'] as const

/** What is asked of the engine, of a policy or of whoever gets one. */
export const PolicyQuestion = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('command'), command: z.string().trim().min(1).max(4000) }),
  z.strictObject({ kind: z.literal('domain'), host: z.string().trim().min(1).max(253) }),
  z.strictObject({
    kind: z.literal('mcp'),
    name: z.string().trim().min(1).max(200),
    command: z.string().max(1000).optional(),
    url: z.string().max(1000).optional(),
  }),
  z.strictObject({ kind: z.literal('sandbox'), mode: z.string().trim().min(1).max(100) }),
  z.strictObject({ kind: z.literal('approval'), policy: z.string().trim().min(1).max(100) }),
  z.strictObject({ kind: z.literal('web_search'), mode: z.string().trim().min(1).max(100) }),
  z.strictObject({ kind: z.literal('feature'), name: z.string().trim().min(1).max(200) }),
])
export type PolicyQuestion = z.infer<typeof PolicyQuestion>

/** For whom an assertion must hold. A group means somebody who is only in it. */
export const TestSubject = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('everyone') }),
  z.strictObject({ kind: z.literal('member'), email: z.string().trim().min(1).max(254) }),
  z.strictObject({ kind: z.literal('group'), groupId: z.string() }),
])

/** An assertion beside the rules: “ada gets Standard”, “contractors: `git push` is prompted”. A red one blocks publishing. */
export const PolicyTest = z.strictObject({
  id: z.string().max(60).describe('Kept while the test stays; any text, unique in the list'),
  name: z.string().trim().max(200).default(''),
  subject: TestSubject,
  expect: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('gets'), policyId: z.string().nullable().describe('null: no policy') }),
    z.strictObject({ kind: z.literal('answers'), question: PolicyQuestion, verdict: z.enum(policyVerdicts) }),
  ]),
})
export type PolicyTest = z.infer<typeof PolicyTest>

export const PolicyTestResult = z.strictObject({
  id: z.string(),
  passed: z.boolean(),
  sentence: z.string().describe('What was asserted, in words'),
  because: z.string().describe('What was found, and through which rule, policy and key'),
})
export type PolicyTestResult = z.infer<typeof PolicyTestResult>
