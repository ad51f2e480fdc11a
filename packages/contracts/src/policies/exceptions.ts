import { z } from 'zod'
import { NamedRef, PageQuery, PersonRef, page, Time, ws } from '../common.ts'
import { defineRoutes } from '../route.ts'
import { Impact } from './impact.ts'

export const exceptionStates = ['requested', 'granted', 'refused', 'withdrawn', 'revoked', 'ended'] as const

/** Another published policy for one member until a time. Asked before the rules; ends by itself by the clock. */
export const PolicyException = z.strictObject({
  id: z.string(),
  person: PersonRef,
  policy: NamedRef,
  reason: z.string(),
  until: Time,
  state: z.enum(exceptionStates).describe('`ended` is told by the clock'),
  requestedAt: Time,
  requestedBy: PersonRef.nullable(),
  decidedAt: Time.nullable(),
  decidedBy: PersonRef.nullable(),
  decisionNote: z.string(),
  can: z.strictObject({ decide: z.boolean(), revoke: z.boolean(), withdraw: z.boolean(), why: z.string().nullable() }),
})
export type PolicyException = z.infer<typeof PolicyException>

const Ask = z.strictObject({ policyId: z.string(), until: Time, reason: z.string().trim().min(1, 'says why').max(500) })
const asks = ['policy.not_found', 'exception.not_published', 'exception.until_not_valid', 'exception.open_already'] as const
const Note = z.strictObject({ note: z.string().trim().max(500).default('') })

export const exceptionRoutes = defineRoutes({
  list: {
    get: `${ws}/policy-exceptions`,
    summary: 'Exceptions, open ones first',
    needs: 'policy.read',
    query: PageQuery.extend({ state: z.enum(exceptionStates).optional(), personId: z.string().optional() }),
    returns: page(PolicyException),
  },
  impact: {
    get: `${ws}/policy-exceptions/:exceptionId/impact`,
    summary: 'What granting it would change for its member, or what its end will',
    needs: 'policy.read',
    returns: Impact,
    fails: ['exception.not_found', 'policy.not_found', 'exception.not_published'],
  },
  grantFor: {
    post: `${ws}/policy-exceptions`,
    summary: 'Grant a member another published policy until a time',
    needs: 'exception.grant',
    body: Ask.extend({ personId: z.string() }),
    returns: PolicyException,
    status: 201,
    fails: [...asks, 'member.not_found', 'exception.own', 'change.held'],
  },
  decide: {
    post: `${ws}/policy-exceptions/:exceptionId/decision`,
    summary: 'Grant or refuse what a member asked for, never what you asked for yourself; a shorter time may be set',
    needs: 'exception.grant',
    body: Note.extend({ decision: z.enum(['granted', 'refused']), until: Time.optional() }),
    returns: PolicyException,
    fails: [
      'exception.not_found',
      'exception.decided_already',
      'exception.own',
      'exception.until_not_valid',
      'exception.not_published',
      'policy.not_found',
      'member.not_found',
      'change.held',
    ],
  },
  revoke: {
    post: `${ws}/policy-exceptions/:exceptionId/revoke`,
    summary: 'End a granted exception now',
    needs: 'exception.grant',
    body: Note,
    returns: PolicyException,
    fails: ['exception.not_found', 'exception.decided_already'],
  },
  mine: {
    get: `${ws}/me/policy-exceptions`,
    summary: 'Your exceptions, and the policies you may ask for',
    needs: 'member',
    returns: z.strictObject({ items: z.array(PolicyException), policies: z.array(NamedRef.extend({ purpose: z.string() })) }),
  },
  request: {
    post: `${ws}/me/policy-exceptions`,
    summary: 'Ask for another published policy until a time, with a reason',
    needs: 'member',
    body: Ask,
    returns: PolicyException,
    status: 201,
    fails: asks,
  },
  withdraw: {
    delete: `${ws}/me/policy-exceptions/:exceptionId`,
    summary: 'Take your request back, or end your exception',
    needs: 'member',
    returns: null,
    fails: ['exception.not_found', 'exception.decided_already'],
  },
})
