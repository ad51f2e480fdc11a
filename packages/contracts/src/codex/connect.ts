import { z } from 'zod'
import { ws } from '../common.ts'
import { defineRoutes } from '../route.ts'

/** The OAuth client id of Codex clients at this issuer: `codex login --experimental_client-id codex-cli`. */
export const codexClientId = 'codex-cli'

export const systems = ['macos', 'linux', 'windows'] as const
const Snippet = z.strictObject({
  id: z.string(),
  title: z.string(),
  why: z.string(),
  /** Where it goes: a file path or "terminal". */
  place: z.string(),
  language: z.enum(['toml', 'shell', 'powershell', 'pem']),
  text: z.string(),
})
export type Snippet = z.infer<typeof Snippet>

export const Connect = z.strictObject({
  publicUrl: z.string(),
  https: z.boolean(),
  clientId: z.string(),
  deviceCode: z.boolean().describe('Whether device code sign-in is on'),
  mayUseCodexLocal: z.strictObject({ allowed: z.boolean(), because: z.string() }),
  caPem: z.string().nullable().describe('The private CA, when this server made its own certificate'),
  member: z.array(z.strictObject({ system: z.enum(systems), steps: z.array(Snippet) })),
  automation: z
    .array(z.strictObject({ system: z.enum(systems), steps: z.array(Snippet) }))
    .describe('For scripts and pipelines, with an access token'),
  administrator: z.array(z.strictObject({ system: z.enum(systems), steps: z.array(Snippet) })),
  surfaces: z.array(z.strictObject({ name: z.string(), state: z.enum(['proven', 'partly', 'not_proven']), says: z.string() })),
  traps: z.array(z.string()),
})
export type Connect = z.infer<typeof Connect>

export const connectRoutes = defineRoutes({
  get: { get: `${ws}/connect`, summary: 'What this server and your client need, to copy', needs: 'member', returns: Connect },
})
