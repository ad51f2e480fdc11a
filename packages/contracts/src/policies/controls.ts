import { z } from 'zod'
import { NamedRef, PageQuery, PersonRef, page, Time, ws } from '../common.ts'
import { defineRoutes } from '../route.ts'
import { Impact } from './impact.ts'

/** How carefully policies change here. */
export const PolicyControls = z.strictObject({
  approvals: z.number().int().min(0).max(5).describe('How many others must approve a draft; 0 is off'),
  approverRole: z.enum(['owner', 'any']).describe('Who may: owners, or anybody with the permission to approve'),
  brake: z.strictObject({
    enabled: z.boolean(),
    sharePercent: z
      .number()
      .int()
      .min(1)
      .max(100)
      .describe('Holds a change that moves more than this share of the active members'),
    minimumMembers: z
      .number()
      .int()
      .min(1)
      .max(1_000_000)
      .describe('… and at least so many. A rule’s group is guarded from this size on'),
  }),
  recentPolicyMinutes: z
    .number()
    .int()
    .min(65)
    .max(60 * 24 * 30)
    .nullable()
    .describe(
      'Model calls need a policy fetched by the same sign-in within this time; null is off. A client keeps one for an hour',
    ),
  haltSilentPercent: z
    .number()
    .int()
    .min(1)
    .max(100)
    .describe('A stage halts when this share of its devices was served and then fell silent'),
})
export type PolicyControls = z.infer<typeof PolicyControls>

/** A change that the mass-change brake stopped, waiting for somebody to release it. */
export const HeldChange = z.strictObject({
  id: z.string(),
  what: z.string().describe('In words: “Grace takes 40 people out of Contractors”'),
  because: z.string(),
  state: z.enum(['held', 'released', 'dismissed']),
  causedBy: z.string(),
  at: Time,
  moved: z.number().int(),
  emptied: z.array(NamedRef),
  decidedBy: PersonRef.nullable(),
  decidedAt: Time.nullable(),
  note: z.string(),
  can: z.strictObject({ decide: z.boolean(), why: z.string().nullable() }),
})
export type HeldChange = z.infer<typeof HeldChange>

export const controlRoutes = defineRoutes({
  get: { get: `${ws}/policy-controls`, summary: 'Approval, brake, recent policy', needs: 'policy.read', returns: PolicyControls },
  set: {
    patch: `${ws}/policy-controls`,
    summary: 'Change how carefully policies change; only owners',
    needs: 'setting.manage',
    stepUp: true,
    body: PolicyControls.partial(),
    returns: PolicyControls,
  },
})

export const heldChangeRoutes = defineRoutes({
  list: {
    get: `${ws}/held-changes`,
    summary: 'Changes that the brake stopped, newest first',
    needs: 'policy.read',
    query: PageQuery,
    returns: page(HeldChange),
  },
  impact: {
    get: `${ws}/held-changes/:heldId/impact`,
    summary: 'What it would do to whom, now',
    needs: 'policy.read',
    returns: Impact,
    fails: ['held.not_found', 'held.decided_already'],
  },
  decide: {
    post: `${ws}/held-changes/:heldId/decision`,
    summary: 'Release a held change, which then happens, or dismiss it',
    needs: 'policy.manage',
    body: z.strictObject({ decision: z.enum(['release', 'dismiss']), note: z.string().trim().min(1, 'says why').max(500) }),
    returns: HeldChange,
    fails: ['held.not_found', 'held.decided_already', 'held.cannot_happen', 'approval.own_work'],
  },
})
