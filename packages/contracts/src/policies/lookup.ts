import { z } from 'zod'
import { NamedRef, PersonRef, Time, ws } from '../common.ts'
import { defineRoutes } from '../route.ts'
import { Device } from './devices.ts'
import { PolicyCheck } from './policies.ts'

export const Considered = z.strictObject({
  ruleId: z.string(),
  position: z.number().int(),
  group: NamedRef,
  policy: NamedRef,
  verdict: z.enum(['won', 'lost', 'not_member']),
  because: z.string(),
})

export const Lookup = z.strictObject({
  subject: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('member'),
      person: PersonRef,
      status: z.enum(['active', 'deactivated']),
      groups: z.array(NamedRef),
    }),
    z.strictObject({ kind: z.literal('group'), group: NamedRef }),
  ]),
  revision: z.number().int().nullable(),
  outcome: z.enum(['exception', 'rule', 'default', 'none']),
  policy: NamedRef.extend({ version: z.number().int(), owner: z.string(), purpose: z.string() }).nullable(),
  position: z.number().int().nullable(),
  sentence: z.string().describe('The answer in one sentence'),
  considered: z.array(Considered),
  exception: z
    .strictObject({ id: z.string(), policy: NamedRef, until: Time })
    .nullable()
    .describe('The open exception that comes before the rules'),
  rollout: z
    .strictObject({ id: z.string(), onNew: z.boolean(), revision: z.number().int().nullable(), sentence: z.string() })
    .nullable()
    .describe('Which side of a staged rollout they are on; null while none runs'),
  mayUseCodexLocal: z.strictObject({ allowed: z.boolean(), because: z.string() }),
  effective: z.strictObject({
    toml: z.string().describe('The requirements as the client merges them'),
    entries: z.array(z.strictObject({ key: z.string(), value: z.unknown(), origin: z.string() })),
    bundle: z.unknown().describe('Exactly what a client is sent'),
    defaults: z
      .array(z.strictObject({ key: z.string(), value: z.unknown(), origin: z.string() }))
      .describe('Managed defaults, which users may override'),
  }),
  sentences: z
    .array(z.strictObject({ key: z.string(), sentence: z.string(), effect: z.string(), origin: z.string().nullable() }))
    .describe('What the policy means, in plain sentences'),
  beatenBy: z.array(z.string()).describe('What on a device beats this, or adds to it'),
  devices: z.array(Device).describe('What their devices were served, and whether it was used'),
  check: PolicyCheck,
  timing: z.string().describe('What a change cannot do: reach a client before its cache ends, or a running thread'),
})
export type Lookup = z.infer<typeof Lookup>

export const lookupRoutes = defineRoutes({
  find: {
    get: `${ws}/policy-lookup`,
    summary:
      'What is in force for a person (by e-mail) or for somebody who is only in one group, or for a device, and why (PO-06, PO-07)',
    needs: 'policy.read',
    query: z
      .strictObject({
        email: z.string().trim().max(254).optional(),
        groupId: z.string().optional(),
        deviceId: z.string().optional(),
      })
      .refine(
        (it) => [it.email, it.groupId, it.deviceId].filter((asked) => asked !== undefined).length === 1,
        'name either an e-mail or a group or a device',
      ),
    returns: Lookup,
    fails: ['lookup.nobody', 'group.not_found', 'device.not_found'],
  },
  mine: { get: `${ws}/me/policy`, summary: 'What is in force for you, and why', needs: 'member', returns: Lookup },
})
