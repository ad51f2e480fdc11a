import { z } from 'zod'
import { PageQuery, page, Time, ws } from './common.ts'
import { defineRoutes } from './route.ts'

export const Fact = z.object({
  id: z.string(),
  at: Time,
  position: z.number().int().nullable().describe('Its place in the hash chain; null for the moment before it is chained'),
  kind: z.string(),
  label: z.string(),
  actor: z.object({
    kind: z.enum(['person', 'admin_key', 'operator', 'client', 'system']),
    id: z.string().nullable(),
    name: z.string(),
  }),
  subject: z.object({ type: z.string(), id: z.string(), name: z.string() }).nullable(),
  address: z.string().nullable(),
  requestId: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()).describe('Before, after and what else belongs to the kind; empty once erased'),
  hash: z.string().nullable(),
})
export type Fact = z.infer<typeof Fact>

export const auditRoutes = defineRoutes({
  list: {
    get: `${ws}/facts`,
    summary: 'The audit log, newest first',
    needs: 'audit.read',
    query: PageQuery.extend({
      kind: z.string().max(100).optional(),
      actorId: z.string().max(100).optional(),
      subjectId: z.string().max(100).optional(),
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
    returns: z.array(z.object({ kind: z.string(), label: z.string() })),
  },
  verify: {
    get: `${ws}/facts-verification`,
    summary: 'Recompute the hash chain and say whether anything was altered',
    needs: 'audit.read',
    returns: z.object({
      intact: z.boolean(),
      checked: z.number().int(),
      head: z.string().nullable(),
      brokenAt: z.number().int().nullable(),
    }),
  },
})
