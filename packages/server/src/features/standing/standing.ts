import type { Change, Memory } from '../../platform/changes/changes.ts'
import type { Db } from '../../platform/db/db.ts'
import type { GrantStanding, MemberStanding, WorkspaceStanding } from './shapes.ts'
import { loadGrants, loadMembers, loadWorkspaces } from './standing.store.ts'

/** Everything that decisions need, in memory: who is a member of what, which rules are in force, which sign-ins are live. */
export interface Standing {
  workspace(id: string): WorkspaceStanding | undefined
  member(workspaceId: string, personId: string): MemberStanding | undefined
  members(workspaceId: string): Iterable<MemberStanding>
  memberByEmail(workspaceId: string, email: string): MemberStanding | undefined
  grant(id: string): GrantStanding | undefined
}

/** How long a sign-in that ended is remembered, in milliseconds: longer than any access token of it lives. Unknown means the same after that. */
const rememberEndedMs = 2 * 3_600_000

/**
 * Makes an empty standing and the memory that the change feed fills.
 * @param now milliseconds since any moment
 */
export function openStanding(db: Db, now: () => number = () => performance.now()): Standing & { memory: Memory } {
  const workspaces = new Map<string, WorkspaceStanding>()
  const members = new Map<string, Map<string, MemberStanding>>()
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
    members.set(it.workspaceId, ofWorkspace.set(it.personId, it))
  }

  const memory: Memory = {
    topics: ['workspace', 'member', 'grant'],
    async loadAll() {
      for (const it of await loadWorkspaces(db)) workspaces.set(it.id, it)
      for (const it of await loadMembers(db)) put(it)
      for (const it of await loadGrants(db)) grants.set(it.id, it)
    },
    async apply(changes) {
      const changed = (topic: Change['topic']) => [...new Set(changes.filter((it) => it.topic === topic).map((it) => it.key))]
      const [workspaceIds, personIds, grantIds] = [changed('workspace'), changed('member'), changed('grant')]
      if (workspaceIds.length) for (const it of await loadWorkspaces(db, workspaceIds)) workspaces.set(it.id, it)
      if (personIds.length) for (const it of await loadMembers(db, personIds)) put(it)
      if (grantIds.length) for (const it of await loadGrants(db, grantIds)) putGrant(it)
    },
  }

  return {
    workspace: (id) => workspaces.get(id),
    member: (workspaceId, personId) => members.get(workspaceId)?.get(personId),
    members: (workspaceId) => members.get(workspaceId)?.values() ?? [],
    memberByEmail(workspaceId, email) {
      const wanted = email.toLowerCase()
      for (const it of members.get(workspaceId)?.values() ?? []) if (it.email.toLowerCase() === wanted) return it
      return undefined
    },
    grant: (id) => grants.get(id),
    memory,
  }
}
