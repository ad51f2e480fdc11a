import { isDeepStrictEqual } from 'node:util'
import type { BodyOf, controlRoutes, PolicyControls } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { announce } from '../../../platform/changes/changes.ts'
import { record } from '../../../platform/facts/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import { lockPolicies } from '../revisions/index.ts'
import { readControls, saveControls } from './controls.store.ts'

/**
 * Changes how carefully policies change here. It takes the same turn as publishing does, so a change is put in force by the controls from
 * before or from after, never by a mixture. The same values again change nothing.
 */
export async function setControls(
  app: Pick<Platform, 'db' | 'clock'>,
  actor: Actor,
  change: BodyOf<(typeof controlRoutes)['set']>,
): Promise<PolicyControls> {
  const { workspaceId } = actor
  return app.db.transaction().execute(async (tx) => {
    await lockPolicies(tx, workspaceId)
    const before = await readControls(tx, workspaceId)
    const after: PolicyControls = {
      approvals: change.approvals ?? before.approvals,
      approverRole: change.approverRole ?? before.approverRole,
      brake: change.brake ?? before.brake,
      recentPolicyMinutes: change.recentPolicyMinutes === undefined ? before.recentPolicyMinutes : change.recentPolicyMinutes,
      haltSilentPercent: change.haltSilentPercent ?? before.haltSilentPercent,
    }
    if (isDeepStrictEqual(before, after)) return after
    await saveControls(tx, workspaceId, after)
    await announce(tx, 'workspace', workspaceId, workspaceId)
    await record(tx, app.clock, actor, {
      kind: 'controls.changed',
      subject: { type: 'policy_controls', id: workspaceId, name: 'Policy controls' },
      detail: { before, after },
    })
    return after
  })
}
