import { z } from 'zod'
import { Name, Time, ws } from '../common.ts'
import { defineRoutes } from '../route.ts'

/** The text a client shows when its user may not use Codex (WS-04), unless an operator rewords it. */
export const defaultDenialText = '403 - Unauthorized. Contact your ChatGPT administrator for access.'

export const Workspace = z.strictObject({
  id: z.string().describe('The UUID that stands in API paths'),
  slug: z.string().describe('The short name in console addresses'),
  name: z.string(),
  denialText: z.string(),
  createdAt: Time,
})
export type Workspace = z.infer<typeof Workspace>

export const workspaceRoutes = defineRoutes({
  get: { get: ws, summary: 'Workspace details', needs: 'member', returns: Workspace },
  update: {
    patch: ws,
    summary: 'Rename the workspace or reword the refusal that clients show',
    needs: 'workspace.manage',
    body: z.strictObject({ name: Name.optional(), denialText: z.string().trim().min(1).max(500).optional() }),
    returns: Workspace,
  },
})

export const AttentionItem = z.strictObject({
  code: z.string(),
  severity: z.enum(['critical', 'warning', 'info']),
  message: z.string(),
  /** Console path below the workspace, for instance `policies/rules`. */
  to: z.string(),
})
export const Overview = z.strictObject({
  members: z.strictObject({ active: z.number().int(), deactivated: z.number().int(), invited: z.number().int() }),
  clients: z.strictObject({ signedIn: z.number().int(), membersSignedIn: z.number().int() }),
  policy: z.strictObject({
    revision: z.number().int().nullable(),
    byPolicy: z.array(z.strictObject({ policyId: z.string().nullable(), name: z.string(), members: z.number().int() })),
    withoutPolicy: z.number().int(),
  }),
  turns: z
    .array(z.strictObject({ hour: Time, completed: z.number().int(), refused: z.number().int(), failed: z.number().int() }))
    .describe('The last 24 hours'),
  attention: z.array(AttentionItem).describe('What needs somebody today, most urgent first'),
  setUp: z.array(z.strictObject({ step: z.string(), title: z.string(), done: z.boolean(), to: z.string() })),
})
export type Overview = z.infer<typeof Overview>

export const overviewRoutes = defineRoutes({
  get: {
    get: `${ws}/overview`,
    summary: 'The state of the rollout, and what needs you today',
    needs: 'workspace.read',
    returns: Overview,
  },
})
