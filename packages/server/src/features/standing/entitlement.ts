import type { Permission } from '@bailiwick/contracts'
import { type AccessSubject, type AccessWorld, decideAccess } from './access.ts'
import { sayAccess } from './say-access.ts'

/** What somebody wants to do with Codex. Entitlement is asked per surface, so one being off never breaks another. */
export type Ask = 'codex_local' | 'device_code_sign_in'

/** A decision and its explanation are one computation. */
export interface Decision {
  allowed: boolean
  because: string
}

const asks: Record<Ask, Permission[]> = {
  codex_local: ['codex.local'],
  device_code_sign_in: ['codex.local', 'codex.device_code'],
}

/** Whether a member may use Codex on a surface (WS-03, WS-05). Deny by default; the reason is a sentence for people. */
export function mayUse(world: AccessWorld | undefined, member: AccessSubject | undefined, ask: Ask): Decision {
  const decisions = asks[ask].map((it) => decideAccess(world, member, it))
  const decisive = decisions.find((it) => !it.allowed) ?? decisions[0]
  if (!decisive) return { allowed: false, because: 'Nothing was asked.' }
  return { allowed: decisive.allowed, because: sayAccess(world, decisive) }
}
