import type { BodyOf, groupRoutes, Impact } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import type { Executor } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'
import { type Comparison, compare, impactOf } from '../../policies/impact/index.ts'
import type { MemberStanding, Standing } from '../../standing/index.ts'
import * as store from './groups.store.ts'

type App = Pick<Platform, 'db' | 'clock'> & { standing: Standing }

/** Who comes into a group and who leaves it, by person id. */
export interface GroupChange {
  add?: readonly string[]
  remove?: readonly string[]
}

/** What a change of who is in a group does to everybody's policy; a group is deleted by taking everybody out. */
export function compareGroup(app: App, workspaceId: string, groupId: string, { add = [], remove = [] }: GroupChange): Comparison {
  const now = (personId: string) => app.standing.member(workspaceId, personId)
  const after = new Map<string, MemberStanding>()
  const put = (personId: string, change: (groupIds: Set<string>) => void) => {
    const member = after.get(personId) ?? now(personId)
    if (!member) return
    const groupIds = new Set(member.groupIds)
    change(groupIds)
    after.set(personId, { ...member, groupIds })
  }
  for (const id of add) put(id, (it) => it.add(groupId))
  for (const id of remove) put(id, (it) => it.delete(groupId))
  return compare(app, workspaceId, { members: [...after.values()] })
}

/** Everybody in a group, as decisions see it. */
export function everybodyIn(standing: Standing, workspaceId: string, groupId: string): string[] {
  const ids: string[] = []
  for (const it of standing.members(workspaceId)) if (it.groupIds.has(groupId)) ids.push(it.personId)
  return ids
}

/** Shows what a change would do, without doing it. Fails: group.not_found, member.not_found (naming every unknown address). */
export async function impactOfGroupChange(
  app: App,
  actor: Actor,
  groupId: string,
  { add, remove, delete: deleted }: BodyOf<(typeof groupRoutes)['impact']>,
): Promise<Impact> {
  await store.getGroup(app.db, actor.workspaceId, groupId)
  const people = add.length > 0 ? await requireMembers(app.db, actor.workspaceId, add) : []
  return impactOf(
    app,
    compareGroup(app, actor.workspaceId, groupId, {
      add: people.map((it) => it.id),
      remove: deleted ? everybodyIn(app.standing, actor.workspaceId, groupId) : remove,
    }),
  )
}

/** The members behind these addresses. Fails: member.not_found, with every unknown address. */
export async function requireMembers(db: Executor, workspaceId: string, emails: string[]) {
  const people = await store.findMembersByEmail(db, workspaceId, emails)
  const known = new Set(people.map((it) => it.email.toLowerCase()))
  const unknown = emails.filter((it) => !known.has(it.toLowerCase()))
  if (unknown.length > 0)
    throw new Failure('member.not_found', { detail: `Not members here: ${unknown.join(', ')}.`, more: { unknown } })
  return people
}
