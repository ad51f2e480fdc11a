import { errors } from '@bailiwick/contracts'
import type { Actor, PersonCaller } from '../../../platform/actor.ts'
import { Failure } from '../../../platform/failure.ts'
import { obstacleFor, readDoors } from '../../access/index.ts'
import { type Ask, type Decision, mayUse, type WorkspaceStanding } from '../../standing/index.ts'
import type { IssuerApp } from './access-tokens.ts'
import { listWorkspaceIdsOf } from './device-codes.store.ts'

type App = Pick<IssuerApp, 'db' | 'standing'>

/** Where a person could sign a client in, with the decision and its reason for each. */
export async function listChoices(app: App, caller: PersonCaller, ask: Ask) {
  const ids = await listWorkspaceIdsOf(app.db, caller.personId)
  const workspaces = ids.flatMap((id) => app.standing.workspace(id) ?? [])
  const choices = workspaces.map(async (workspace) => {
    const obstacle = await obstacleOf(app, workspace.id, caller)
    const decision = mayUse(workspace, app.standing.member(workspace.id, caller.personId), ask)
    const refused = obstacle && { allowed: false, because: `${errors[obstacle].title}. ${errors[obstacle].fix}` }
    return { id: workspace.id, name: workspace.name, ...(refused ?? decision) }
  })
  return (await Promise.all(choices)).sort((a, b) => a.name.localeCompare(b.name))
}

/** What keeps this console session out of a workspace. From where it comes does not count: people approve their clients from home too. */
const obstacleOf = async (app: App, workspaceId: string, { session }: PersonCaller) =>
  obstacleFor(await readDoors(app.db, workspaceId), session, workspaceId)

/**
 * The decision about one workspace. Fails: workspace.not_found for everybody who is no member, so that nothing is told of it, and as the
 * workspace's doors do for a console session that they would not let in.
 */
export async function decideIn(
  app: App,
  workspaceId: string,
  caller: PersonCaller,
  ask: Ask,
): Promise<{ workspace: WorkspaceStanding; decision: Decision }> {
  const { personId } = caller
  const workspace = app.standing.workspace(workspaceId)
  const member = app.standing.member(workspaceId, personId)
  if (!workspace || !member) throw new Failure('workspace.not_found')
  const obstacle = await obstacleOf(app, workspaceId, caller)
  if (obstacle) throw new Failure(obstacle)
  return { workspace, decision: mayUse(workspace, member, ask) }
}

/** The person as the actor of what they decide for one workspace. */
export function actorIn(caller: PersonCaller, workspaceId: string): Actor {
  const { address, userAgent, requestId, personId, name } = caller
  return { kind: 'person', id: personId, name, workspaceId, permissions: new Set(), personId, address, userAgent, requestId }
}
