import { type CustomRole, type DefaultRole, permissionNames, usePermissions } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { Failure } from '../../../platform/failure.ts'
import { heldRoleIds, knownPermissions, type Standing, toggleFor, waysToRoles } from '../../standing/index.ts'
import type { RoleRow } from './roles.store.ts'

type People = CustomRole['people']
const nobody: People = { total: 0, throughGroups: 0, direct: 0 }

/** How many active people have each custom role, and how, by role id. */
export function countPeople(standing: Standing, workspaceId: string): ReadonlyMap<string, People> {
  const world = standing.workspace(workspaceId)
  const counts = new Map<string, People>()
  if (!world) return counts
  for (const member of standing.members(workspaceId)) {
    if (member.status !== 'active') continue
    for (const { role, direct, groupIds } of waysToRoles(world, member)) {
      const so = counts.get(role.id) ?? nobody
      counts.set(role.id, {
        total: so.total + 1,
        throughGroups: so.throughGroups + (groupIds.length > 0 ? 1 : 0),
        direct: so.direct + (direct ? 1 : 0),
      })
    }
  }
  return counts
}

const mayChange = (actor: Actor, permission: 'role.manage' | 'setting.manage', what: string) => {
  const may = actor.permissions.has(permission)
  return { may, why: may ? null : `Only an owner may change ${what}.` }
}

/** A row as the API shows it. */
export function toRole(actor: Actor, people: ReadonlyMap<string, People>, row: RoleRow): CustomRole {
  const { may, why } = mayChange(actor, 'role.manage', 'custom roles')
  const held = knownPermissions(row.permissions)
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    permissions: permissionNames.filter((it) => held.has(it)),
    groups: row.groups,
    people: people.get(row.id) ?? nobody,
    version: row.version,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    can: { manage: may, why },
  }
}

/** What people without a custom role have (RB-02). Fails: workspace.not_found. */
export function toDefaultRole(standing: Standing, actor: Actor): DefaultRole {
  const world = standing.workspace(actor.workspaceId)
  if (!world) throw new Failure('workspace.not_found')
  let people = 0
  for (const member of standing.members(actor.workspaceId)) {
    if (member.status === 'active' && heldRoleIds(world, member).length === 0) people++
  }
  const { may, why } = mayChange(actor, 'setting.manage', 'settings')
  return {
    people,
    permissions: usePermissions.flatMap((permission) => {
      const setting = toggleFor(permission)
      return setting ? [{ permission, has: world.settings[setting], setting }] : []
    }),
    can: { change: may, why },
  }
}
