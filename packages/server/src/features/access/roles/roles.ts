import { type BodyOf, type Permission, permissionNames, type RoleImpact, type roleRoutes } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { announce, announceMany } from '../../../platform/changes/changes.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import { requirePermission } from '../../../platform/http/index.ts'
import { newId } from '../../../platform/ids.ts'
import type { Platform } from '../../../platform/platform.ts'
import { lockWorkspace } from '../../identity/founding/index.ts'
import { rightsNow, settleRights } from '../../identity/members/index.ts'
import { knownPermissions, type Standing } from '../../standing/index.ts'
import { giveRole } from './assignments.ts'
import { impactOfRoleChange } from './hypothesis.ts'
import * as store from './roles.store.ts'

export type App = Pick<Platform, 'db' | 'clock'> & { standing: Standing }

/**
 * Changes roles in a transaction that holds the workspace's lock: changes of who may what take turns, and whoever lost the right to make
 * them since the gate is refused. Fails: access.denied.
 */
export function changeRoles<T>(app: App, actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
  return app.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, actor.workspaceId)
    requirePermission(await rightsNow(tx, actor), 'role.manage')
    return work(tx)
  })
}

/**
 * Creates a custom role (RB-03), and gives it at once to the groups and people named.
 * Fails: role.name_taken, group.not_found, member.not_found.
 */
export function createRole(app: App, actor: Actor, input: BodyOf<(typeof roleRoutes)['create']>): Promise<store.RoleRow> {
  return changeRoles(app, actor, async (tx) => {
    const id = await addRole(tx, app, actor, input)
    if (input.groupIds.length + input.emails.length > 0) {
      await giveRole(tx, app, actor, await store.getRole(tx, actor.workspaceId, id), input)
    }
    return store.getRole(tx, actor.workspaceId, id)
  })
}

/** The same within a transaction that has decided that the actor may. Fails: role.name_taken. */
export async function addRole(
  tx: Tx,
  app: Pick<App, 'clock'>,
  actor: Actor,
  { name, description, permissions }: { name: string; description: string; permissions: Permission[] },
): Promise<string> {
  const now = app.clock.now()
  const id = newId('role')
  await store.insertRole(tx, {
    id,
    workspace_id: actor.workspaceId,
    name,
    description,
    permissions,
    created_by: actor.personId,
    created_at: now,
    updated_at: now,
  })
  await announce(tx, 'workspace', actor.workspaceId, actor.workspaceId)
  await record(tx, app.clock, actor, {
    kind: 'role.created',
    subject: { type: 'role', id, name },
    detail: { after: { name, description, permissions } },
  })
  return id
}

/**
 * Renames or describes a role, or changes what it allows. Whoever made the change from an older version is shown what stands instead.
 * Fails: role.not_found, role.name_taken, role.changed_meanwhile.
 */
export function updateRole(
  app: App,
  actor: Actor,
  roleId: string,
  { version, ...change }: BodyOf<(typeof roleRoutes)['update']>,
): Promise<store.RoleRow> {
  return changeRoles(app, actor, async (tx) => {
    const role = await store.getRole(tx, actor.workspaceId, roleId)
    requireVersion(role, version)
    const held = knownPermissions(role.permissions)
    const next = new Set(change.permissions ?? held)
    const before = { name: role.name, description: role.description, permissions: inOrder(held) }
    const after = {
      name: change.name ?? role.name,
      description: change.description ?? role.description,
      permissions: inOrder(next),
    }
    if (JSON.stringify(before) === JSON.stringify(after)) return role
    await store.updateRole(tx, roleId, { ...after, version: role.version + 1, updated_at: app.clock.now() })
    await announce(tx, 'workspace', actor.workspaceId, actor.workspaceId)
    const [added, removed] = [next.difference(held), held.difference(next)]
    const withdrawnInvitations = await settleRights(tx, actor.workspaceId, app.clock.now(), {
      given: added,
      taken: removed,
      grown: role.groups.map((it) => it.id),
    })
    await record(tx, app.clock, actor, {
      kind: 'role.updated',
      subject: { type: 'role', id: roleId, name: after.name },
      detail: {
        before,
        after,
        permissions_added: inOrder(added),
        permissions_removed: inOrder(removed),
        withdrawnInvitations,
      },
    })
    return store.getRole(tx, actor.workspaceId, roleId)
  })
}

/** Deletes a role and takes it from everybody; answers whom that changed. Fails: role.not_found, role.changed_meanwhile. */
export function removeRole(app: App, actor: Actor, roleId: string, version?: number): Promise<RoleImpact> {
  return changeRoles(app, actor, async (tx) => {
    const role = await store.getRole(tx, actor.workspaceId, roleId)
    if (version !== undefined) requireVersion(role, version)
    const impact = await impactOfRoleChange({ ...app, db: tx }, actor, { kind: 'delete', roleId })
    const direct = await store.deleteRole(tx, roleId)
    await announce(tx, 'workspace', actor.workspaceId, actor.workspaceId)
    await announceMany(tx, 'member', actor.workspaceId, direct)
    const withdrawnInvitations = await settleRights(tx, actor.workspaceId, app.clock.now(), {
      taken: knownPermissions(role.permissions),
    })
    await record(tx, app.clock, actor, {
      kind: 'role.deleted',
      subject: { type: 'role', id: roleId, name: role.name },
      detail: {
        before: {
          name: role.name,
          description: role.description,
          permissions: role.permissions,
          groups: role.groups.map((it) => it.name),
          direct: direct.length,
        },
        people: impact.people,
        withdrawnInvitations,
      },
    })
    return impact
  })
}

/** Fails: role.changed_meanwhile, with how the role stands. */
function requireVersion(role: store.RoleRow, version: number): void {
  if (role.version === version) return
  const { name, description, permissions } = role
  throw new Failure('role.changed_meanwhile', {
    detail: `Your change was made from version ${version}; version ${role.version} is in force.`,
    more: { current: { name, description, permissions, version: role.version, updatedAt: role.updated_at.toISOString() } },
  })
}

const inOrder = (held: ReadonlySet<Permission>): Permission[] => permissionNames.filter((it) => held.has(it))
