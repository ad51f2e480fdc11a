import { z } from 'zod'
import { NamedRef, PageQuery, PersonRef, page, Time, ws } from '../common.ts'
import { defineRoutes } from '../route.ts'

/** Who gets the new revision from this stage on. Each stage adds to those before it; the last one is everybody. */
export const Stage = z.strictObject({
  percent: z.number().int().min(0).max(100).describe('Of the members, chosen stably by person'),
  groupIds: z.array(z.string()).max(100).default([]).describe('These groups, whatever the percentage'),
  minutes: z
    .number()
    .int()
    .min(1)
    .max(60 * 24 * 30)
    .nullable()
    .default(null)
    .describe('Go on by itself after so long without a halt; null waits for somebody'),
})
export type Stage = z.infer<typeof Stage>

export const rolloutStates = ['running', 'halted', 'completed', 'rolled_back'] as const

/** What was seen of the devices of one side of a rollout. */
export const CohortSight = z.strictObject({
  members: z.number().int().describe('Active members'),
  moved: z.number().int().describe('Of these, who gets another policy by the new revision; all that follows is about them alone'),
  devicesServed: z.number().int().describe('Sign-ins that fetched their policy since the stage began'),
  devicesUsed: z.number().int().describe('Of these, with a model call after it'),
  devicesSilent: z.number().int().describe('Of these, used before and not since, for longer than an hour'),
  callsPerHour: z.number().describe('Since the stage began'),
  callsPerHourBefore: z.number().describe('In the same time before the stage began'),
  calls: z.number().int().describe('Since the stage began; on the new side, under the new policy'),
  failedShare: z.number().describe('Of these, 0 to 1'),
})
export type CohortSight = z.infer<typeof CohortSight>

export const Rollout = z.strictObject({
  id: z.string(),
  draftId: z.string(),
  title: z.string(),
  revision: z.number().int(),
  previousRevision: z.number().int().nullable(),
  state: z.enum(rolloutStates),
  stages: z.array(Stage.extend({ groups: z.array(NamedRef) })),
  stage: z.number().int().describe('0-based index of the stage that runs'),
  startedAt: Time,
  stageStartedAt: Time,
  nextStageAt: Time.nullable(),
  endedAt: Time.nullable(),
  startedBy: PersonRef.nullable(),
  haltedBecause: z.string().nullable(),
  onNew: CohortSight,
  onOld: CohortSight,
  can: z.strictObject({ advance: z.boolean(), halt: z.boolean(), rollBack: z.boolean(), why: z.string().nullable() }),
})
export type Rollout = z.infer<typeof Rollout>

export const rolloutRoutes = defineRoutes({
  list: {
    get: `${ws}/policy-rollouts`,
    summary: 'Staged rollouts, newest first; at most one runs',
    needs: 'policy.read',
    query: PageQuery,
    returns: page(Rollout),
  },
  get: {
    get: `${ws}/policy-rollouts/:rolloutId`,
    summary: 'One rollout: who is on which side, and what was seen of them',
    needs: 'policy.read',
    returns: Rollout,
    fails: ['rollout.not_found'],
  },
  advance: {
    post: `${ws}/policy-rollouts/:rolloutId/advance`,
    summary: 'Go to the next stage; after the last one the revision is in force for everybody. Resumes a halted rollout',
    needs: 'policy.manage',
    body: z.strictObject({ expectedStage: z.number().int() }),
    returns: Rollout,
    fails: ['rollout.not_found', 'rollout.ended', 'rollout.stage_passed', 'change.held'],
  },
  halt: {
    post: `${ws}/policy-rollouts/:rolloutId/halt`,
    summary: 'Stay at this stage until somebody decides',
    needs: 'policy.manage',
    body: z.strictObject({ reason: z.string().trim().max(500).default('') }),
    returns: Rollout,
    fails: ['rollout.not_found', 'rollout.ended'],
  },
  rollBack: {
    post: `${ws}/policy-rollouts/:rolloutId/roll-back`,
    summary: 'Everybody gets the previous revision again',
    needs: 'policy.manage',
    body: z.strictObject({ reason: z.string().trim().max(500).default('') }),
    returns: Rollout,
    fails: ['rollout.not_found', 'rollout.ended'],
  },
})
