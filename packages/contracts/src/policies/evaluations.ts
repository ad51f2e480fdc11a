import { z } from 'zod'
import { NamedRef, PersonRef, Time, ws } from '../common.ts'
import { defineRoutes } from '../route.ts'
import { policyVerdicts } from './tests.ts'

/** What passed the gateway under the policy in force, and what a draft would have said to it. Verdicts are kept, content is not. */
export const Evaluation = z.strictObject({
  id: z.string(),
  draftId: z.string(),
  title: z.string(),
  groups: z.array(NamedRef).describe('Whose traffic is looked at; empty is everybody'),
  startedAt: Time,
  startedBy: PersonRef.nullable(),
  endsAt: Time,
  endedAt: Time.nullable(),
  running: z.boolean(),
  calls: z.number().int(),
  people: z.number().int(),
  counts: z.array(
    z.strictObject({
      kind: z.enum(['sandbox', 'tool', 'command']),
      key: z.string().nullable().describe('The requirement that decides in the draft'),
      inForce: z.enum(policyVerdicts),
      inDraft: z.enum(policyVerdicts),
      count: z.number().int(),
      people: z.number().int(),
      lastAt: Time,
    }),
  ),
  sentence: z.string(),
  can: z.strictObject({ end: z.boolean(), why: z.string().nullable() }),
})
export type Evaluation = z.infer<typeof Evaluation>

export const evaluationRoutes = defineRoutes({
  list: {
    get: `${ws}/policy-evaluations`,
    summary: 'Observe-only runs, newest first',
    needs: 'policy.read',
    returns: z.array(Evaluation),
  },
  start: {
    post: `${ws}/policy-evaluations`,
    summary: 'Let a draft observe a group: what is in force stays enforced, the draft’s verdicts are counted',
    needs: 'policy.manage',
    body: z.strictObject({
      draftId: z.string(),
      groupIds: z.array(z.string()).max(100).default([]),
      days: z.number().int().min(1).max(60).default(7),
    }),
    returns: Evaluation,
    status: 201,
    fails: ['draft.not_found', 'draft.wrong_state', 'group.not_found', 'policy.refused_by_client'],
  },
  get: {
    get: `${ws}/policy-evaluations/:evaluationId`,
    summary: 'One observe-only run with its counts',
    needs: 'policy.read',
    returns: Evaluation,
    fails: ['evaluation.not_found'],
  },
  end: {
    post: `${ws}/policy-evaluations/:evaluationId/end`,
    summary: 'Stop observing; the counts stay',
    needs: 'policy.manage',
    returns: Evaluation,
    fails: ['evaluation.not_found'],
  },
})
