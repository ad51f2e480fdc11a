import { z } from 'zod'
import { NamedRef, PersonRef, page } from '../common.ts'

/** A policy version somebody gets; null is none. */
export const Served = NamedRef.extend({
  version: z.number().int().nullable().describe('null: a text that is no version yet'),
}).nullable()

export const MeaningChange = z.strictObject({
  key: z.string(),
  effect: z.enum(['tightened', 'loosened', 'changed', 'moved', 'no_effect']),
  before: z.string().nullable(),
  after: z.string().nullable(),
  sentence: z.string(),
})

/** People whose policy changes in the same way. */
export const ImpactMove = z.strictObject({
  id: z.string(),
  from: Served,
  to: Served,
  members: z.number().int(),
  groups: z.array(NamedRef.extend({ members: z.number().int() })).describe('Which groups they are in, the largest first'),
  sample: z.array(PersonRef).describe('The first of them by name; the rest by the people route'),
  tightened: z.number().int(),
  loosened: z.number().int(),
  changes: z.array(MeaningChange),
})
export type ImpactMove = z.infer<typeof ImpactMove>

/** Who gets another policy by a change, and what that means for them. Equals looking everybody up before and after. */
export const Impact = z.strictObject({
  members: z.number().int().describe('Active members'),
  moved: z.number().int().describe('Of these, who gets another policy or another text of it'),
  tightened: z.number().int(),
  loosened: z.number().int(),
  moves: z.array(ImpactMove).describe('The largest first. Groups, sample and changes are those of the first hundred only'),
  emptied: z.array(NamedRef).describe('Groups of rules that nobody is in after the change, though somebody was'),
  sentence: z.string(),
  timing: z.string(),
})
export type Impact = z.infer<typeof Impact>

export const ImpactPeople = page(PersonRef.extend({ from: Served, to: Served }))
