import type { AdminKey, adminKeyRoutes, BodyOf, Permission, QueryOf } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { hashToken, newToken } from '../../../platform/crypto/tokens.ts'
import type { Executor, Tx } from '../../../platform/db/db.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import { newId } from '../../../platform/ids.ts'
import type { Platform } from '../../../platform/platform.ts'
import { rightsOfActor, rightsOfPeople } from '../index.ts'
import * as store from './admin-keys.store.ts'
import { toAdminKey } from './admin-keys.views.ts'

type App = Pick<Platform, 'db' | 'clock'>
type Routes = typeof adminKeyRoutes

const prefix = 'bw-admin-'
const dayMs = 86_400_000

/** Keys with what they may now, as far as the filter leaves them. */
export async function showKeys(app: App, workspaceId: string, find: QueryOf<Routes['list']>): Promise<AdminKey[]> {
  const rows = await store.listKeys(app.db, workspaceId, find)
  const shown = await toAdminKeys(app.db, workspaceId, rows, app.clock.now())
  return shown.filter(
    (it) =>
      (find.status === undefined || it.status === find.status) &&
      (find.unused === undefined || it.unused === (find.unused === 'true')),
  )
}

async function toAdminKeys(db: Executor, workspaceId: string, rows: store.AdminKeyRow[], now: Date): Promise<AdminKey[]> {
  const makers = [...new Set(rows.flatMap((it) => (it.created_by && !it.directory ? [it.created_by.id] : [])))]
  const rights = await rightsOfPeople(db, workspaceId, makers)
  return rows.map((row) => toAdminKey(row, now, row.created_by ? rights.get(row.created_by.id) : undefined))
}

async function showKey(tx: Tx, workspaceId: string, keyId: string, now: Date): Promise<AdminKey> {
  const row = await store.findKey(tx, workspaceId, keyId)
  const [key] = row ? await toAdminKeys(tx, workspaceId, [row], now) : []
  if (!key) throw new Failure('admin_key.not_found')
  return key
}

/**
 * Makes a key for a program. It holds nothing that its maker lacks, also when its maker is a key, and then ends with that key at the
 * latest. The secret is answered once and only its hash is kept. Fails: admin_key.scope_beyond_yours.
 */
export async function createKey(
  app: App,
  actor: Actor,
  input: BodyOf<Routes['create']>,
): Promise<{ key: AdminKey; secret: string }> {
  return app.db.transaction().execute(async (tx) => {
    const now = app.clock.now()
    const parent = actingKey(actor, await store.lockKeys(tx, actor.workspaceId, keyIdsOf(actor)))
    const scopes = [...new Set(input.scopes)]
    requireOwnRights(await rightsOfActor(tx, actor), scopes)
    const id = newId('adminKey')
    const secret = newToken(prefix)
    const expiresAt = endOf(now, input.expiresInDays, parent)
    await store.insertKey(tx, {
      id,
      workspace_id: actor.workspaceId,
      name: input.name,
      hint: secret.slice(0, prefix.length + 4),
      token_hash: hashToken(secret),
      scopes,
      // A key's own keys belong to the person behind it, so that somebody is asked about them when that person leaves.
      created_by: actor.personId ?? parent?.created_by ?? null,
      created_at: now,
      expires_at: expiresAt,
    })
    await record(tx, app.clock, actor, {
      kind: 'admin_key.created',
      subject: { type: 'admin_key', id, name: input.name },
      detail: { scopes, expiresAt: expiresAt?.toISOString() ?? null },
    })
    return { key: await showKey(tx, actor.workspaceId, id, now), secret }
  })
}

/**
 * Changes a key that is not revoked. Taking scopes away or ending it sooner is always possible; what is given, and whatever is prolonged,
 * the editor must hold now. A key does not change itself: a leaked one would give itself time. Fails: admin_key.not_found,
 * admin_key.not_itself, admin_key.scope_beyond_yours.
 */
export async function updateKey(app: App, actor: Actor, keyId: string, input: BodyOf<Routes['update']>): Promise<AdminKey> {
  return app.db.transaction().execute(async (tx) => {
    const now = app.clock.now()
    const locked = await store.lockKeys(tx, actor.workspaceId, [keyId, ...keyIdsOf(actor)])
    const parent = actingKey(actor, locked)
    if (parent?.id === keyId) throw new Failure('admin_key.not_itself')
    const before = locked.get(keyId)
    if (!before || before.revoked_at) throw new Failure('admin_key.not_found')
    const after = {
      name: input.name ?? before.name,
      scopes: input.scopes ? [...new Set(input.scopes)] : before.scopes,
      expires_at: input.expiresInDays === undefined ? before.expires_at : endOf(now, input.expiresInDays, parent),
    }
    const prolonged = input.expiresInDays !== undefined && endsAfter(after.expires_at, before.expires_at)
    const given = prolonged ? after.scopes : after.scopes.filter((it) => !before.scopes.includes(it))
    requireOwnRights(await rightsOfActor(tx, actor), given)
    await store.updateKey(tx, actor.workspaceId, keyId, after)
    const changes = changesOf(before, after)
    if (changes) {
      const subject = { type: 'admin_key', id: keyId, name: after.name }
      await record(tx, app.clock, actor, { kind: 'admin_key.updated', subject, detail: changes })
    }
    return showKey(tx, actor.workspaceId, keyId, now)
  })
}

const keyIdsOf = (actor: Actor): string[] => (actor.kind === 'admin_key' && actor.id !== null ? [actor.id] : [])

/** The acting key as it is under its lock, so that two changes at once cannot raise each other; undefined for a person. */
function actingKey(actor: Actor, locked: ReadonlyMap<string, store.LockedKey>): store.LockedKey | undefined {
  const [id] = keyIdsOf(actor)
  if (id === undefined) return undefined
  const key = locked.get(id)
  if (!key || key.revoked_at) throw new Failure('access.key_not_valid')
  return key
}

function requireOwnRights(rights: ReadonlySet<Permission>, scopes: readonly string[]): void {
  const held: ReadonlySet<string> = rights
  const beyond = scopes.filter((it) => !held.has(it))
  if (beyond.length > 0) {
    throw new Failure('admin_key.scope_beyond_yours', { detail: `You lack: ${beyond.join(', ')}.`, more: { beyond } })
  }
}

function endOf(now: Date, days: number | null, parent: store.LockedKey | undefined): Date | null {
  const asked = days === null ? null : new Date(now.getTime() + days * dayMs)
  const latest = parent?.expires_at ?? null
  return endsAfter(asked, latest) ? latest : asked
}

/** Null is never. */
const endsAfter = (one: Date | null, other: Date | null): boolean => other !== null && (one === null || one > other)

type Editable = Pick<store.LockedKey, 'name' | 'scopes' | 'expires_at'>

/** Before and after of what differs; undefined when nothing does. */
function changesOf(before: Editable, after: Editable): { before: object; after: object } | undefined {
  const say = (it: Editable) => ({
    name: it.name,
    scopes: [...it.scopes].sort(),
    expiresAt: it.expires_at?.toISOString() ?? null,
  })
  const [was, is] = [say(before), say(after)]
  const keys = (['name', 'scopes', 'expiresAt'] as const).filter((key) => String(was[key]) !== String(is[key]))
  const pick = (it: ReturnType<typeof say>) => Object.fromEntries(keys.map((key) => [key, it[key]]))
  return keys.length === 0 ? undefined : { before: pick(was), after: pick(is) }
}

/** Revokes a key; the next call with it is refused. Fails: admin_key.not_found. */
export async function revokeKey(app: App, actor: Actor, keyId: string): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    const revoked = await store.revokeKey(tx, actor.workspaceId, keyId, app.clock.now())
    const key = revoked && (await store.findKey(tx, actor.workspaceId, keyId))
    if (!key) throw new Failure('admin_key.not_found')
    await record(tx, app.clock, actor, {
      kind: 'admin_key.revoked',
      subject: { type: 'admin_key', id: keyId, name: key.name },
      detail: { scopes: key.scopes },
    })
  })
}
