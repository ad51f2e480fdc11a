import type { Impact } from '@bailiwick/contracts'
import type { Executor } from '../../../platform/db/db.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import { type Comparison, compare, impactOf } from '../impact/index.ts'
import { type ExceptionRow, getPublished } from './exceptions.store.ts'

type App = Pick<Platform, 'db' | 'clock'> & { standing: Standing }

/**
 * What an exception means for its member: for one that is asked for, what granting it would change; for one that runs, what its end
 * will. Of one that is over nothing is left. Fails: policy.not_found, exception.not_published.
 */
export async function impactOfException(app: App, workspaceId: string, row: ExceptionRow): Promise<Impact> {
  if (row.state === 'requested') return impactOf(app, await foreseeGrant(app, app.db, workspaceId, row))
  const member = app.standing.member(workspaceId, row.person_id)
  if (!member || row.state !== 'granted') return impactOf(app, compare(app, workspaceId, {}))
  const others = member.exceptions.filter((it) => it.id !== row.id)
  return impactOf(app, compare(app, workspaceId, { members: [{ ...member, exceptions: others }] }))
}

/** What somebody would get by an exception that is not granted yet. Fails: policy.not_found, exception.not_published. */
export async function foreseeGrant(
  app: Pick<App, 'clock' | 'standing'>,
  db: Executor,
  workspaceId: string,
  { id, person_id, policy_id: policyId, until }: Pick<ExceptionRow, 'id' | 'person_id' | 'policy_id' | 'until'>,
): Promise<Comparison> {
  const workspace = app.standing.workspace(workspaceId)
  const member = app.standing.member(workspaceId, person_id)
  if (!workspace || !member) return compare(app, workspaceId, {})
  const policy = await getPublished(db, workspaceId, policyId)
  const exceptions = [{ id, policyId, until }, ...member.exceptions.filter((it) => it.id !== id)]
  const published = new Map(workspace.published).set(policy.policyId, policy)
  return compare(app, workspaceId, { workspace: { ...workspace, published }, members: [{ ...member, exceptions }] })
}
