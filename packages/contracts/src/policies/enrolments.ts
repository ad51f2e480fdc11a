import { z } from 'zod'
import { Name, NamedRef, PersonRef, Time, ws } from '../common.ts'
import { defineRoutes } from '../route.ts'

/** A config-server address without identity: whoever has it gets the policy of its group, or the default. */
export const Enrolment = z.strictObject({
  id: z.string(),
  name: z.string(),
  group: NamedRef.nullable(),
  hint: z.string().describe('The last characters of the address'),
  createdAt: Time,
  createdBy: PersonRef.nullable(),
  lastUsedAt: Time.nullable(),
  revokedAt: Time.nullable(),
})
export type Enrolment = z.infer<typeof Enrolment>

/** The engine's export formats. */
const exportFormats = ['requirements', 'mobileconfig', 'windows', 'windows-placement', 'managed-config', 'system-config'] as const

export const PolicyExport = z.strictObject({
  format: z.enum(exportFormats),
  title: z.string(),
  fileName: z.string(),
  place: z.string().describe('Where it belongs on the device'),
  mediaType: z.string(),
  contents: z.string(),
  warnings: z.array(z.string()),
})
export type PolicyExport = z.infer<typeof PolicyExport>

export const enrolmentRoutes = defineRoutes({
  list: { get: `${ws}/enrolments`, summary: 'Enrolment addresses', needs: 'policy.read', returns: z.array(Enrolment) },
  create: {
    post: `${ws}/enrolments`,
    summary: 'Make an enrolment address; it is shown once',
    needs: 'policy.manage',
    body: z.strictObject({ name: Name, groupId: z.string().nullable().default(null) }),
    returns: Enrolment.extend({ baseUrl: z.string(), requirementsToml: z.string().describe('The device file that names it') }),
    status: 201,
    fails: ['group.not_found'],
  },
  revoke: {
    delete: `${ws}/enrolments/:enrolmentId`,
    summary: 'Revoke an enrolment address: devices that use it get no policy any more, and stop within the hour',
    needs: 'policy.manage',
    returns: null,
    fails: ['enrolment.not_found'],
  },
})

export const exportRoutes = defineRoutes({
  ofPolicy: {
    get: `${ws}/policies/:policyId/exports`,
    summary: 'A policy as files for device management (PO-20)',
    needs: 'policy.read',
    returns: z.array(PolicyExport),
    fails: ['policy.not_found'],
  },
})
