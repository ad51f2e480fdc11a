import type { Permission } from '@bailiwick/contracts'
import { announceMany } from '../../../platform/changes/changes.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import { type Operation, requireReleased } from '../../policies/brake/index.ts'
import { administers, groupGives, loadAccessWorlds } from '../../standing/index.ts'
import { compareGroup } from '../groups/index.ts'
import { settleRights } from '../members/index.ts'
import { closeResets } from '../sessions/index.ts'
import { count, type Sync, type SyncApp } from './synced.ts'
import * as store from './synced-groups.store.ts'

/** Who comes and goes, or who are all of them from now on. */
export interface MemberChange {
  all: string[] | null
  add: string[]
  remove: string[]
}

/** How many names a fact tells; beyond that it has the number. */
const named = 200

/** Whether a rule names the group, in force or in a rollout that is on its way. */
export function isNamed({ standing }: Pick<SyncApp, 'standing'>, workspaceId: string, groupId: string): boolean {
  const workspace = standing.workspace(workspaceId)
  const rules = [...(workspace?.ruleSet.rules ?? []), ...(workspace?.rollout?.ruling.ruleSet.rules ?? [])]
  return rules.some((it) => it.groupId === groupId)
}

/**
 * Changes who is in a group, as sets in the database: one row for each who comes or goes, however large the group is. What it does to
 * policies is asked only where a rule names the group. Fails: directory.members_unknown, change.held.
 */
export async function changeMembers(
  tx: Tx,
  app: SyncApp,
  sync: Sync,
  group: { id: string; name: string },
  { all, add, remove }: MemberChange,
  guard: { operation: Operation; released: boolean },
): Promise<{ moved: number }> {
  const { actor, directory } = sync
  const { workspaceId } = actor
  const coming = all ?? add
  await requireKnown(tx, directory.id, coming)
  const removed = all ? await store.takeOutOthers(tx, group.id, all) : await take(tx, group.id, remove)
  const added = coming.length > 0 ? await store.putIn(tx, workspaceId, group.id, coming, app.clock.now()) : []
  const moved = added.length + removed.length
  if (moved === 0) return { moved }
  if (isNamed(app, workspaceId, group.id)) {
    const change = { add: await store.whoCame(tx, workspaceId, added), remove: removed }
    const comparison = compareGroup(app, workspaceId, group.id, change)
    await requireReleased(app, tx, actor, { comparison, ...guard, addsUp: true })
  }
  await announceMany(tx, 'member', workspaceId, [...added, ...removed])
  const gives = await givenBy(tx, workspaceId, group.id)
  if (gives.size > 0) await settle(tx, app, workspaceId, gives, added, removed)
  await tell(tx, app, sync, group, 'group.members_added', added)
  await tell(tx, app, sync, group, 'group.members_removed', removed)
  count(sync, 'membersAdded', added.length)
  count(sync, 'membersRemoved', removed.length)
  return { moved }
}

const take = async (tx: Tx, groupId: string, ids: string[]): Promise<string[]> =>
  ids.length > 0 ? store.takeOut(tx, groupId, ids) : []

async function requireKnown(tx: Tx, directoryId: string, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  const unknown = await store.unknownUsers(tx, directoryId, ids)
  if (unknown.length > 0) throw new Failure('directory.members_unknown', { detail: unknown.join(', ') })
}

async function tell(
  tx: Tx,
  app: SyncApp,
  { actor, directory }: Sync,
  { id, name }: { id: string; name: string },
  kind: 'group.members_added' | 'group.members_removed',
  ids: string[],
): Promise<void> {
  if (ids.length === 0) return
  const names = await store.addressesOf(tx, ids, named)
  const who = kind === 'group.members_added' ? { added: names } : { removed: names }
  const more = ids.length > named ? { people: ids.length } : {}
  await record(tx, app.clock, actor, {
    kind,
    subject: { type: 'group', id, name },
    detail: { directory: directory.name, ...who, ...more },
  })
}

/** What the custom roles of a group give; most groups give nothing, and those are asked for in one row. */
export async function givenBy(tx: Tx, workspaceId: string, groupId: string): Promise<ReadonlySet<Permission>> {
  const role = await tx.selectFrom('group_role').select('role_id').where('group_id', '=', groupId).limit(1).executeTakeFirst()
  return role ? groupGives((await loadAccessWorlds(tx, [workspaceId])).get(workspaceId), groupId) : new Set()
}

/** Links that were made by or for people with other rights end, as they do when people change a group by hand. */
async function settle(
  tx: Tx,
  app: SyncApp,
  workspaceId: string,
  gives: ReadonlySet<Permission>,
  added: string[],
  removed: string[],
): Promise<void> {
  const now = app.clock.now()
  if (added.length > 0 && administers(gives)) for (const personId of added) await closeResets(tx, personId, now)
  if (removed.length > 0) await settleRights(tx, workspaceId, now, { taken: gives })
}
