import { z } from 'zod'
import { NamedRef, ws } from '../common.ts'
import { defineRoutes } from '../route.ts'

export const AllowedNetwork = z
  .string()
  .trim()
  .min(2)
  .max(50)
  .describe('An address or a CIDR block, IPv4 or IPv6; the answer spells it as a block')

/** How people must sign in to one workspace, and from where. */
export const Security = z.strictObject({
  mfaRequired: z.boolean().describe('Members who sign in here need a second factor; who has none gets in as far as adding one'),
  ipAllowlist: z
    .array(z.string())
    .describe(
      'Networks that the console and admin keys of this workspace may be used from; empty is everywhere. Codex clients are not asked',
    ),
  members: z.number().int().describe('Active people'),
  membersWithoutFactor: z.number().int().describe('Of those, who have neither an authenticator app nor a passkey'),
  providersWithoutEvidence: z
    .array(NamedRef)
    .describe('Identity providers that are on and need not say that a second factor was given: theirs come in without one'),
  yourAddress: z.string().describe('Where this very request came from, as the list would see it'),
  can: z.strictObject({ change: z.boolean(), requireMfa: z.boolean(), why: z.string().nullable() }),
})
export type Security = z.infer<typeof Security>

export const securityRoutes = defineRoutes({
  get: { get: `${ws}/security`, summary: 'Sign-in security of the workspace', needs: 'identity.read', returns: Security },
  update: {
    patch: `${ws}/security`,
    summary: 'Ask for a second factor, or say which networks may administer; what is not named stays; in force at once',
    needs: 'identity.manage',
    stepUp: true,
    body: z.strictObject({ mfaRequired: z.boolean(), ipAllowlist: z.array(AllowedNetwork).max(200) }).partial(),
    returns: Security,
    fails: ['security.no_factor_yourself', 'security.locks_you_out'],
  },
})
