import { z } from 'zod'
import { PageQuery, page, Time, ws } from './common.ts'
import { type FactKind, factKinds } from './facts.ts'
import { defineRoutes } from './route.ts'

export const factClasses = [...new Set(Object.values(factKinds).map((it) => it.class))]
const FactClass = z.enum(factClasses)

/** What somebody tried and was not let do. Everything else is something that was done. */
export const refusedKinds: readonly FactKind[] = [
  'access.refused',
  'person.sign_in_failed',
  'person.second_step_failed',
  'person.step_up_failed',
  'client.sign_in_refused',
  'client.token_reused',
  'draft.not_published',
]
const FactOutcome = z.enum(['done', 'refused'])

export const Fact = z.strictObject({
  id: z.string(),
  at: Time,
  position: z.number().int().nullable().describe('Its place in the hash chain; null for the moment before it is chained'),
  kind: z.string(),
  label: z.string(),
  class: FactClass.nullable().describe('Null for a kind that this version does not know'),
  outcome: FactOutcome,
  actor: z.strictObject({
    kind: z.enum(['person', 'admin_key', 'operator', 'client', 'system']),
    id: z.string().nullable(),
    name: z.string(),
    email: z
      .string()
      .nullable()
      .describe('Of a person, as it is today: names are chosen freely, and this is no part of the fact'),
  }),
  subject: z.strictObject({ type: z.string(), id: z.string(), name: z.string() }).nullable(),
  address: z.string().nullable(),
  requestId: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()).describe('Before, after and what else belongs to the kind; empty once erased'),
  erased: z.boolean().describe('Whether names and values were erased; ids and the hash stay'),
  hash: z.string().nullable(),
})
export type Fact = z.infer<typeof Fact>

/** What nobody known did, counted by the hour and kept without any address (no fact: a stranger could fill the log). */
export const noiseKinds = {
  no_sign_in: 'Calls without a sign-in',
  unknown_key: 'Calls with an admin key that is not valid',
  unknown_person: 'Sign-ins as nobody known',
  unknown_client_token: 'Client tokens that nobody has',
  refusals_not_written: 'Refusals of known actors that came faster than they could be written',
} as const satisfies Record<string, string>
export type NoiseKind = keyof typeof noiseKinds

const Position = z.coerce.number().int().min(1)

export const auditRoutes = defineRoutes({
  list: {
    get: `${ws}/facts`,
    summary: 'The audit log, newest first; an admin key that reads is itself a fact, at most once an hour',
    needs: 'audit.read',
    query: PageQuery.extend({
      search: z
        .string()
        .trim()
        .max(200)
        .optional()
        .describe('Beginnings of words in the names of actor and subject, words in the label of the kind, or a whole id'),
      kind: z.string().max(100).optional(),
      class: FactClass.optional(),
      outcome: FactOutcome.optional(),
      actorId: z.string().max(100).optional(),
      subjectType: z.string().max(100).optional(),
      subjectId: z.string().max(200).optional(),
      from: Time.optional(),
      to: Time.optional(),
    }),
    returns: page(Fact),
  },
  get: { get: `${ws}/facts/:factId`, summary: 'One fact', needs: 'audit.read', returns: Fact, fails: ['request.not_found'] },
  kinds: {
    get: `${ws}/fact-kinds`,
    summary: 'Every kind of fact, with its label',
    needs: 'audit.read',
    returns: z.array(z.strictObject({ kind: z.string(), label: z.string(), class: FactClass, outcome: FactOutcome })),
  },
  verify: {
    get: `${ws}/facts-verification`,
    summary: 'Recompute the hash chain and say whether anything was altered',
    needs: 'audit.read',
    returns: z.strictObject({
      intact: z.boolean(),
      checked: z.number().int(),
      erased: z.number().int().describe('How many of them have no names and values any more'),
      head: z.string().nullable(),
      brokenAt: z.number().int().nullable().describe('The position of the first fact that does not hold'),
      because: z.string().nullable().describe('What does not hold there'),
    }),
  },
  noise: {
    get: `${ws}/facts-noise`,
    summary: 'Calls by nobody known, by day, for the last 30 days; counted for this installation, not for one workspace',
    needs: 'audit.read',
    returns: z.array(
      z.strictObject({ day: z.iso.date().describe('UTC'), kind: z.string(), label: z.string(), count: z.number().int() }),
    ),
  },
  export: {
    get: `${ws}/facts-export`,
    summary: 'Facts in the order of the chain, as JSON lines that can be verified offline, or as CSV to read; itself a fact',
    needs: 'audit.read',
    stepUp: true,
    query: z.strictObject({
      format: z.enum(['jsonl', 'csv']).default('jsonl'),
      fromPosition: Position.optional(),
      toPosition: Position.optional().describe('Included'),
      from: Time.optional().describe('From the first position whose fact is not older'),
      to: Time.optional().describe('To the last position whose fact is older; facts between the two are never left out'),
    }),
    returns: null,
    streams: ['application/jsonl', 'text/csv'],
  },
})
