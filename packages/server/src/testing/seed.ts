import { permissionNames } from '@bailiwick/contracts'
import { acme, beta, type ScenarioWorkspace } from '@bailiwick/scenario'
import { hashToken } from '../platform/crypto/tokens.ts'
import type { Db } from '../platform/db/db.ts'
import { newId, newWorkspaceId } from '../platform/ids.ts'

/** The company's people in a database, each signed in already. */
export interface Seeded {
  /** Workspace ids by slug. */
  workspaces: Record<string, string>
  /** Person ids by key: ada, grace, … */
  people: Record<string, string>
  /** Group ids by name. */
  groups: Record<string, string>
  /** Session tokens by person key. */
  sessions: Record<string, string>
  /** Admin keys with every scope, by workspace slug. */
  adminKeys: Record<string, string>
}

/** Writes people, groups and sessions straight into a fresh database: milliseconds instead of a sign-up for each. Policies are left to the tests. */
export async function seedCompany(db: Db, now: Date): Promise<Seeded> {
  const seeded: Seeded = { workspaces: {}, people: {}, groups: {}, sessions: {}, adminKeys: {} }
  for (const workspace of [acme, beta]) await seedWorkspace(db, now, workspace, seeded)
  await db.updateTable('installation').set({ set_up_at: now }).execute()
  return seeded
}

async function seedWorkspace(db: Db, now: Date, workspace: ScenarioWorkspace, seeded: Seeded): Promise<void> {
  const workspaceId = newWorkspaceId()
  seeded.workspaces[workspace.slug] = workspaceId
  await db
    .insertInto('workspace')
    .values({ id: workspaceId, slug: workspace.slug, name: workspace.name, created_at: now })
    .execute()
  for (const { name, description } of workspace.groups) {
    const id = newId('group')
    seeded.groups[name] = id
    await db
      .insertInto('member_group')
      .values({ id, workspace_id: workspaceId, name, description, source: 'manual', created_at: now })
      .execute()
  }
  for (const { key, name, email, role, groups, deactivated } of workspace.people) {
    const id = newId('person')
    seeded.people[key] = id
    await db.insertInto('person').values({ id, email, name, created_at: now }).execute()
    const status = deactivated ? 'deactivated' : 'active'
    await db.insertInto('membership').values({ workspace_id: workspaceId, person_id: id, role, status, joined_at: now }).execute()
    for (const group of groups) {
      await db
        .insertInto('group_member')
        .values({ group_id: seeded.groups[group] ?? '', person_id: id, workspace_id: workspaceId, added_at: now })
        .execute()
    }
    const token = `session-of-${key}-${id}`
    seeded.sessions[key] = token
    const life = {
      created_at: now,
      authenticated_at: now,
      last_seen_at: now,
      expires_at: new Date(now.getTime() + 7 * 86_400_000),
    }
    await db
      .insertInto('session')
      .values({
        id: newId('session'),
        token_hash: hashToken(token),
        person_id: id,
        address: '127.0.0.1',
        user_agent: 'test',
        ...life,
      })
      .execute()
  }
  const secret = `bw-admin-of-${workspace.slug}-${workspaceId}`
  seeded.adminKeys[workspace.slug] = secret
  await db
    .insertInto('admin_key')
    .values({
      id: newId('adminKey'),
      workspace_id: workspaceId,
      name: 'Test key',
      hint: 'bw-admin',
      token_hash: hashToken(secret),
      scopes: [...permissionNames],
      created_at: now,
    })
    .execute()
}
