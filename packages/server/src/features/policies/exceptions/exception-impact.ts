import type { Impact } from '@bailiwick/contracts'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import { compare, impactOf } from '../impact/index.ts'
import { type ExceptionRow, getPublished } from './exceptions.store.ts'

type App = Pick<Platform, 'db' | 'clock'> & { standing: Standing }

/**
 * What an exception means for its member: for one that is asked for, what granting it would change; for one that runs, what its end
 * will. Of one that is over nothing is left. Fails: policy.not_found, exception.not_published.
 */
export async function impactOfException(app: App, workspaceId: string, row: ExceptionRow): Promise<Impact> {
  const workspace = app.standing.workspace(workspaceId)
  const member = app.standing.member(workspaceId, row.person_id)
  if (!workspace || !member || !['requested', 'granted'].includes(row.state)) {
    return impactOf(app, compare(app, workspaceId, {}))
  }
  const others = member.exceptions.filter((it) => it.id !== row.id)
  if (row.state === 'granted') {
    return impactOf(app, compare(app, workspaceId, { members: [{ ...member, exceptions: others }] }))
  }
  const policy = await getPublished(app.db, workspaceId, row.policy_id)
  const asked = { id: row.id, policyId: row.policy_id, until: row.until }
  const members = [{ ...member, exceptions: [asked, ...others] }]
  const published = new Map(workspace.published).set(policy.policyId, policy)
  return impactOf(app, compare(app, workspaceId, { workspace: { ...workspace, published }, members }))
}
