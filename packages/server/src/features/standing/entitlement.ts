import type { MemberStanding, WorkspaceStanding } from './shapes.ts'

/** What somebody wants to do with Codex. Entitlement is asked per surface, so one being off never breaks another. */
export type Ask = 'codex_local' | 'device_code_sign_in'

/** A decision and its explanation are one computation. */
export interface Decision {
  allowed: boolean
  because: string
}

/**
 * Whether a member may use Codex on a surface (WS-03, WS-05). Deny by default; the reason is a sentence for people.
 * Custom roles will grant `codex_local` here, after the workspace toggle: off is off for everyone.
 */
export function mayUse(workspace: WorkspaceStanding | undefined, member: MemberStanding | undefined, ask: Ask): Decision {
  if (!workspace || !member) return { allowed: false, because: 'Not a member of this workspace.' }
  if (member.status !== 'active') return { allowed: false, because: 'The membership is deactivated.' }
  if (!workspace.settings.codex_local)
    return { allowed: false, because: '“Allow members to use Codex Local” is off for the workspace.' }
  if (ask === 'device_code_sign_in' && !workspace.settings.device_code) {
    return { allowed: false, because: '“Device code authentication for the CLI” is off for the workspace.' }
  }
  return { allowed: true, because: '“Allow members to use Codex Local” is on for the workspace.' }
}
