import type { Clock } from '../../../platform/clock.ts'
import type { PolicyInForce, Standing, WorkspaceStanding } from '../../standing/index.ts'
import { decide } from '../delivery/index.ts'

/** What somebody would be served now; null is no policy. */
export type WouldGet = ReadonlyMap<string, PolicyInForce | null>

/**
 * What everybody would be served now, by person id: the decision that delivers it.
 * @param personIds only these; everybody of the workspace when it is left out
 */
export function wouldGet(
  app: { standing: Standing; clock: Clock },
  workspace: WorkspaceStanding,
  personIds?: readonly string[],
): WouldGet {
  const now = app.clock.now()
  const members = personIds?.flatMap((id) => app.standing.member(workspace.id, id) ?? []) ?? app.standing.members(workspace.id)
  const all = new Map<string, PolicyInForce | null>()
  for (const member of members) all.set(member.personId, decide(workspace, member, now).policy)
  return all
}

/** What an enrolment address would serve now: like an active member of its group and of no other. */
export function wouldGetUnnamed(
  app: { clock: Clock },
  workspace: WorkspaceStanding,
  enrolments: readonly { id: string; group_id: string | null }[],
): WouldGet {
  const now = app.clock.now()
  return new Map(
    enrolments.map(({ id, group_id: groupId }) => {
      const somebody = { personId: id, groupIds: new Set(groupId === null ? [] : [groupId]), exceptions: [] }
      return [id, decide(workspace, somebody, now).policy]
    }),
  )
}
