import type { Change, Memory } from '../../platform/changes/changes.ts'
import type { Db } from '../../platform/db/db.ts'
import type { GrantStanding, MemberStanding, WorkspaceStanding } from './shapes.ts'
import { loadGrants, loadMembers, loadWorkspaces } from './standing.store.ts'

/** Everything that decisions need, in memory: who is a member of what, which rules are in force, which sign-ins are live. */
export interface Standing {
  workspace(id: string): WorkspaceStanding | undefined
  member(workspaceId: string, personId: string): MemberStanding | undefined
  members(workspaceId: string): Iterable<MemberStanding>
  /** How many members are active; kept, so that a change of one person does not count everybody. */
  activeMembers(workspaceId: string): number
  memberByEmail(workspaceId: string, email: string): MemberStanding | undefined
  grant(id: string): GrantStanding | undefined
}

/** How long a sign-in that ended is remembered, in milliseconds: longer than any access token of it lives. Unknown means the same after that. */
const rememberEndedMs = 2 * 3_600_000

/** How many people are loaded at once: building them keeps everybody else waiting. */
const loadedAtOnce = 2_000

const activeIn = (it: MemberStanding | undefined): number => (it?.status === 'active' ? 1 : 0)

/**
 * Makes an empty standing and the memory that the change feed fills.
 * @param now milliseconds since any moment
 */
export function openStanding(db: Db, now: () => number = () => performance.now()): Standing & { memory: Memory } {
  const workspaces = new Map<string, WorkspaceStanding>()
  const members = new Map<string, Map<string, MemberStanding>>()
  const active = new Map<string, number>()
  const grants = new Map<string, GrantStanding>()

  const ended: { id: string; at: number }[] = []

  function putGrant(it: GrantStanding): void {
    grants.set(it.id, it)
    if (it.ended) ended.push({ id: it.id, at: now() })
    for (let oldest = ended[0]; oldest && now() - oldest.at > rememberEndedMs; oldest = ended[0]) {
      grants.delete(oldest.id)
      ended.shift()
    }
  }

  const put = (it: MemberStanding) => {
    const ofWorkspace = members.get(it.workspaceId) ?? new Map<string, MemberStanding>()
    const was = ofWorkspace.get(it.personId)
    active.set(it.workspaceId, (active.get(it.workspaceId) ?? 0) + activeIn(it) - activeIn(was))
    members.set(it.workspaceId, ofWorkspace.set(it.personId, it))
  }

  const memory: Memory = {
    topics: ['workspace', 'member', 'grant'],
    async loadAll() {
      const [freshWorkspaces, freshMembers, freshGrants] = [await loadWorkspaces(db), await loadMembers(db), await loadGrants(db)]
      return () => {
        for (const it of freshWorkspaces) workspaces.set(it.id, it)
        for (const it of freshMembers) put(it)
        // Only the live ones are loaded, so whatever else is in memory has ended.
        const live = new Set(freshGrants.map((it) => it.id))
        for (const [id, it] of grants) if (!it.ended && !live.has(id)) grants.delete(id)
        for (const it of freshGrants) grants.set(it.id, it)
      }
    },
    async apply(changes) {
      const changed = (topic: Change['topic']) => [...new Set(changes.filter((it) => it.topic === topic).map((it) => it.key))]
      const [workspaceIds, personIds, grantIds] = [changed('workspace'), changed('member'), changed('grant')]
      const freshWorkspaces = workspaceIds.length ? await loadWorkspaces(db, workspaceIds) : []
      const freshMembers: MemberStanding[][] = []
      for (let at = 0; at < personIds.length; at += loadedAtOnce) {
        freshMembers.push(await loadMembers(db, personIds.slice(at, at + loadedAtOnce)))
      }
      const freshGrants = grantIds.length ? await loadGrants(db, grantIds) : []
      return () => {
        for (const it of freshWorkspaces) workspaces.set(it.id, it)
        for (const some of freshMembers) for (const it of some) put(it)
        for (const it of freshGrants) putGrant(it)
      }
    },
  }

  return {
    workspace: (id) => workspaces.get(id),
    member: (workspaceId, personId) => members.get(workspaceId)?.get(personId),
    members: (workspaceId) => members.get(workspaceId)?.values() ?? [],
    activeMembers: (workspaceId) => active.get(workspaceId) ?? 0,
    memberByEmail(workspaceId, email) {
      const wanted = email.toLowerCase()
      for (const it of members.get(workspaceId)?.values() ?? []) if (it.email.toLowerCase() === wanted) return it
      return undefined
    },
    grant: (id) => grants.get(id),
    memory,
  }
}
