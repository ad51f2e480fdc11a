import type { Stage } from '@bailiwick/contracts'
import type { Executor } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'
import { findGroupNames } from '../../identity/group-names/index.ts'

/** What is wrong with the stages of a change: groups that are not of this workspace, and shares that become smaller. */
export async function wrongStages(db: Executor, workspaceId: string, stages: readonly Stage[]): Promise<Failure[]> {
  const known = await findGroupNames(db, workspaceId, [...new Set(stages.flatMap((it) => it.groupIds))])
  const noGroup = stages.flatMap(({ groupIds }, stage) =>
    groupIds.flatMap((id, index) =>
      known.has(id) ? [] : [{ place: `body.stages.${stage}.groupIds.${index}`, message: 'names no group of this workspace' }],
    ),
  )
  const smaller = stages.flatMap(({ percent }, stage) =>
    percent < (stages[stage - 1]?.percent ?? 0)
      ? [
          {
            place: `body.stages.${stage}.percent`,
            message: 'is smaller than that of the stage before: nobody leaves by going on',
          },
        ]
      : [],
  )
  return [
    ...(noGroup.length > 0 ? [new Failure('group.not_found', { problems: noGroup })] : []),
    ...(smaller.length > 0 ? [new Failure('request.invalid', { problems: smaller })] : []),
  ]
}
