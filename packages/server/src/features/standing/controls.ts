import type { PolicyControls } from '@bailiwick/contracts'

/** A stored row of them; null columns are those of a workspace that never changed any. */
interface ControlRow {
  approvals: number | null
  approver_role: 'owner' | 'any' | null
  brake_enabled: boolean | null
  brake_share_percent: number | null
  brake_minimum_members: number | null
  recent_policy_minutes: number | null
  halt_silent_percent: number | null
}

/**
 * How carefully policies change where nobody has said anything: no approval, and a brake that lets a small company work and stops what
 * moves a quarter of a larger one, at least 25 people.
 */
const defaultControls: PolicyControls = {
  approvals: 0,
  approverRole: 'any',
  brake: { enabled: true, sharePercent: 25, minimumMembers: 25 },
  recentPolicyMinutes: null,
  haltSilentPercent: 20,
}

/** A stored row, or what counts where there is none. */
export function toControls(row: ControlRow | undefined): PolicyControls {
  if (!row) return defaultControls
  const { brake } = defaultControls
  return {
    approvals: row.approvals ?? defaultControls.approvals,
    approverRole: row.approver_role ?? defaultControls.approverRole,
    brake: {
      enabled: row.brake_enabled ?? brake.enabled,
      sharePercent: row.brake_share_percent ?? brake.sharePercent,
      minimumMembers: row.brake_minimum_members ?? brake.minimumMembers,
    },
    recentPolicyMinutes: row.recent_policy_minutes,
    haltSilentPercent: row.halt_silent_percent ?? defaultControls.haltSilentPercent,
  }
}
