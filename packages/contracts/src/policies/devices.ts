import { z } from 'zod'
import { NamedRef, PageQuery, PersonRef, page, Time, ws } from '../common.ts'
import { defineRoutes } from '../route.ts'
import { Served } from './impact.ts'

/**
 * `used`: served what it should have, and a model call came after. `served`: fetched, no call since. `behind`: the last one it fetched is not
 * what it would get now. `silent`: served, used before, and nothing for a day. `unserved`: model calls without a policy fetch.
 */
export const deviceStates = ['used', 'served', 'behind', 'silent', 'unserved'] as const

/** A sign-in of a Codex client, or an enrolment without identity, with one surface; what was seen, never what is assumed. */
export const Device = z.strictObject({
  id: z.string(),
  person: PersonRef.nullable().describe('null: an enrolment without identity'),
  enrolment: NamedRef.nullable(),
  accessToken: NamedRef.nullable().describe(
    'The access token by which it is signed in; null: a person signed it in, or it is an enrolment',
  ),
  surface: z.string().describe('The client’s own word: codex_exec, codex_cli_rs, codex_vscode, …'),
  clientVersion: z.string(),
  clientRecorded: z.boolean().describe('Whether verdicts of this version are recorded'),
  system: z.string(),
  installationId: z.string().nullable().describe('Known from the first model call on'),
  state: z.enum(deviceStates),
  sentence: z.string(),
  served: Served,
  servedRevision: z.number().int().nullable(),
  wouldGet: Served,
  firstSeenAt: Time,
  servedAt: Time.nullable(),
  usedAt: Time.nullable(),
  fetches: z.number().int(),
  calls: z.number().int(),
})
export type Device = z.infer<typeof Device>

export const Coverage = z.strictObject({
  members: z.number().int(),
  devices: z.number().int(),
  byState: z.record(z.enum(deviceStates), z.number().int()),
  byVersion: z.array(z.strictObject({ version: z.string(), recorded: z.boolean(), devices: z.number().int() })),
  callsLastDay: z.number().int(),
  callsWithoutRecentPolicy: z
    .number()
    .int()
    .describe('Of these, without a policy fetch of the same sign-in in the two hours before'),
  without: z.array(z.strictObject({ person: PersonRef.nullable(), surface: z.string(), calls: z.number().int(), lastAt: Time })),
  arrival: z
    .array(z.strictObject({ at: Time, current: z.number().int(), behind: z.number().int() }))
    .describe('Since the revision in force: devices seen with its policy, and with an older one, over time'),
  revision: z.number().int().nullable(),
  sentence: z.string(),
})
export type Coverage = z.infer<typeof Coverage>

export const deviceRoutes = defineRoutes({
  list: {
    get: `${ws}/devices`,
    summary: 'Devices that fetched a policy or called a model, the last seen first',
    needs: 'policy.read',
    query: PageQuery.extend({
      state: z.enum(deviceStates).optional(),
      personId: z.string().optional(),
      policyId: z.string().optional(),
      search: z.string().trim().max(200).optional(),
    }),
    returns: page(Device),
  },
  get: {
    get: `${ws}/devices/:deviceId`,
    summary: 'One device',
    needs: 'policy.read',
    returns: Device,
    fails: ['device.not_found'],
  },
  coverage: {
    get: `${ws}/policy-coverage`,
    summary: 'Did the policy arrive: devices by state and version, and model calls without a policy fetch',
    needs: 'policy.read',
    returns: Coverage,
  },
  mine: { get: `${ws}/me/devices`, summary: 'Your devices', needs: 'member', returns: z.array(Device) },
})
