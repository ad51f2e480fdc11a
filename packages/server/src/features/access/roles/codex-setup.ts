import {
  type BodyOf,
  type CodexSetup,
  type codexSetupRoutes,
  impliedPermissions,
  type Permission,
  type RoleImpact,
  type RoleWarning,
} from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { asDb, type Executor, type Tx } from '../../../platform/db/db.ts'
import { addMembers, createGroup, findGroupByName, requireMembers } from '../../identity/groups/index.ts'
import { type AccessWorld, knownPermissions } from '../../standing/index.ts'
import { giveRole } from './assignments.ts'
import { impactOf, withGiven, withRole, worldOf } from './hypothesis.ts'
import * as store from './roles.store.ts'
import { type App, addRole, changeRoles } from './roles.ts'

type People = BodyOf<(typeof codexSetupRoutes)['set']>
type Part = CodexSetup['parts'][number]

/** What the guide recommends: a group for everybody who uses Codex, and a small one with the only role that administers it. */
const recommended = [
  {
    part: 'users',
    group: { name: 'Codex Users', description: 'May use Codex' },
    role: { name: 'Codex user', description: 'Uses Codex locally', permissions: ['codex.local', 'codex.device_code'] },
  },
  {
    part: 'admins',
    group: { name: 'Codex Admin', description: 'Administer Codex' },
    role: { name: 'Codex Admin', description: 'Usage, policies and who gets them', permissions: ['codex.administer'] },
  },
] as const satisfies {
  part: Part['part']
  group: { name: string; description: string }
  role: { name: string; description: string; permissions: Permission[] }
}[]

/** The recommended groups and roles, and what of them exists; names count whatever their case. */
export async function proposeSetup(db: Executor, actor: Actor): Promise<CodexSetup> {
  const parts: Part[] = []
  for (const { part, group, role } of recommended) {
    const existingGroup = await findGroupByName(db, actor.workspaceId, group.name)
    const existingRole = await store.findRoleByName(db, actor.workspaceId, role.name)
    parts.push({
      part,
      group: { name: group.name, existing: existingGroup ? pick(existingGroup) : null },
      role: {
        name: role.name,
        permissions: [...role.permissions],
        existing: existingRole
          ? { id: existingRole.id, name: existingRole.name, ...differs(existingRole, role.permissions) }
          : null,
      },
      given: existingRole?.groups.some((it) => it.id === existingGroup?.id) ?? false,
    })
  }
  const may = actor.permissions.has('role.manage')
  return {
    parts,
    done: parts.every((it) => it.given),
    can: { set: may, why: may ? null : 'Only an owner may change custom roles.' },
  }
}

const pick = ({ id, name, members, directory }: NonNullable<Awaited<ReturnType<typeof findGroupByName>>>) => ({
  id,
  name,
  members,
  directory,
})

function differs(role: store.RoleRow, wanted: readonly Permission[]): { lacks: Permission[]; more: Permission[] } {
  const held = knownPermissions(role.permissions)
  const meant = new Set(wanted.flatMap((it) => [it, ...(impliedPermissions[it] ?? [])]))
  return { lacks: wanted.filter((it) => !held.has(it)), more: [...held].filter((it) => !meant.has(it)) }
}

/** Who would gain and lose what by the set-up, without doing it. Fails: member.not_found. */
export async function impactOfSetup(
  app: Omit<App, 'db'> & { db: Executor },
  actor: Actor,
  people: People,
  setup?: CodexSetup,
): Promise<RoleImpact> {
  const { parts } = setup ?? (await proposeSetup(app.db, actor))
  let world: AccessWorld = worldOf(app, actor)
  const joins = new Map<string, string[]>()
  for (const { part, group, role } of parts) {
    const groupId = group.existing?.id ?? `new ${part}`
    const roleId = role.existing?.id ?? `new ${part}`
    if (!role.existing) world = withRole(world, roleId, role.name, role.permissions)
    world = withGiven(world, groupId, roleId)
    const emails = emailsOf(people, part)
    const members = emails.length > 0 ? await requireMembers(app.db, actor.workspaceId, emails) : []
    for (const { id } of members) joins.set(id, [...(joins.get(id) ?? []), groupId])
  }
  const changed = (it: Parameters<NonNullable<Parameters<typeof impactOf>[2]['changed']>>[0]) => {
    const groupIds = joins.get(it.personId)
    return groupIds ? { ...it, groupIds: new Set([...it.groupIds, ...groupIds]) } : it
  }
  return impactOf(app, actor, { world, changed }, lacking(parts))
}

/** Whoever administers Codex and holds only that role loses Local; so they are put into both groups unless somebody says otherwise. */
const emailsOf = ({ users, admins, adminsAreUsers }: People, part: Part['part']): string[] => {
  const chosen = part === 'admins' ? admins : adminsAreUsers ? [...users, ...admins] : users
  return [...new Set(chosen.map((it) => it.toLowerCase()))]
}

function lacking(parts: readonly Part[]): RoleWarning[] {
  return parts.flatMap(({ role }) => {
    if (!role.existing || role.existing.lacks.length === 0) return []
    const { name, lacks } = role.existing
    const say = `The role “${name}” exists already and is used as it is; it does not allow all that the set-up means it to.`
    return [{ kind: 'role_lacks' as const, say, permissions: lacks, people: 0, first: [] }]
  })
}

/**
 * Makes what is missing of the recommended groups and roles and puts people into them, all or nothing.
 * Fails: access.denied, member.not_found, group.owned_by_directory, change.held.
 */
export function setUpCodex(app: App, actor: Actor, people: People) {
  return changeRoles(app, actor, async (tx) => {
    const before = await proposeSetup(tx, actor)
    const { warnings } = await impactOfSetup({ ...app, db: tx }, actor, people, before)
    const created: string[] = []
    const added = { users: 0, admins: 0 }
    for (const [index, { part, group, role, given }] of before.parts.entries()) {
      const words = recommended[index]
      if (!words) continue
      const groupId = group.existing?.id ?? (await createGroup({ ...app, db: asDb(tx) }, actor, words.group)).id
      const roleId = role.existing?.id ?? (await addRole(tx, app, actor, { ...words.role, permissions: role.permissions }))
      if (!group.existing) created.push(`Group ${group.name}`)
      if (!role.existing) created.push(`Role ${role.name}`)
      if (!given) {
        await giveRole(tx, app, actor, await store.getRole(tx, actor.workspaceId, roleId), { groupIds: [groupId], emails: [] })
      }
      added[part] = await addPeople(tx, app, actor, groupId, emailsOf(people, part))
    }
    return { setup: await proposeSetup(tx, actor), created, added, warnings }
  })
}

async function addPeople(tx: Tx, app: App, actor: Actor, groupId: string, emails: string[]): Promise<number> {
  if (emails.length === 0) return 0
  return (await addMembers({ ...app, db: asDb(tx) }, actor, groupId, emails)).added
}
