import { Failure } from '../../../platform/failure.ts'
import type { GroupRow } from './groups.store.ts'

/**
 * What a directory owns changes there alone; a change here would be undone by the next sync, or would last and nobody could say why. A
 * group is manual again once its directory is disconnected. Fails: group.owned_by_directory.
 */
export function requireManual(group: Pick<GroupRow, 'name' | 'directory'>): void {
  if (!group.directory) return
  throw new Failure('group.owned_by_directory', {
    detail: `${group.directory.name} owns ${group.name}.`,
    more: { directory: group.directory },
  })
}
