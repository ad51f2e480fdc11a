import type { PolicyControls } from '@bailiwick/contracts'
import type { Executor, Tx } from '../../../platform/db/db.ts'
import { toControls } from '../../standing/index.ts'

/** The controls as they are now, for transactions that decide by them; what is in memory may be a moment behind. */
export async function readControls(db: Executor, workspaceId: string): Promise<PolicyControls> {
  const row = await db.selectFrom('policy_control').selectAll().where('workspace_id', '=', workspaceId).executeTakeFirst()
  return toControls(row)
}

export async function saveControls(tx: Tx, workspaceId: string, controls: PolicyControls): Promise<void> {
  const { approvals, approverRole, brake, recentPolicyMinutes, haltSilentPercent } = controls
  const row = {
    approvals,
    approver_role: approverRole,
    brake_enabled: brake.enabled,
    brake_share_percent: brake.sharePercent,
    brake_minimum_members: brake.minimumMembers,
    recent_policy_minutes: recentPolicyMinutes,
    halt_silent_percent: haltSilentPercent,
  }
  await tx
    .insertInto('policy_control')
    .values({ workspace_id: workspaceId, ...row })
    .onConflict((it) => it.column('workspace_id').doUpdateSet(row))
    .execute()
}
