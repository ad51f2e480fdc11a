import type { adminKeyRoutes, BodyOf } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { hashToken, newToken } from '../../../platform/crypto/tokens.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import { newId } from '../../../platform/ids.ts'
import type { Platform } from '../../../platform/platform.ts'
import * as store from './admin-keys.store.ts'

type App = Pick<Platform, 'db' | 'clock'>

const prefix = 'bw-admin-'

/**
 * Makes a key for a program. It holds nothing that its maker lacks, also when its maker is a key. The secret is answered once and only
 * its hash is kept. Fails: admin_key.scope_beyond_yours.
 */
export async function createKey(
  app: App,
  actor: Actor,
  input: BodyOf<(typeof adminKeyRoutes)['create']>,
): Promise<{ key: store.AdminKeyRow; secret: string }> {
  const scopes = [...new Set(input.scopes)]
  const beyond = scopes.filter((it) => !actor.permissions.has(it))
  if (beyond.length > 0) {
    throw new Failure('admin_key.scope_beyond_yours', { detail: `You lack: ${beyond.join(', ')}.`, more: { beyond } })
  }
  return app.db.transaction().execute(async (tx) => {
    const now = app.clock.now()
    const id = newId('adminKey')
    const secret = newToken(prefix)
    const expiresAt = input.expiresInDays === null ? null : new Date(now.getTime() + input.expiresInDays * 86_400_000)
    await store.insertKey(tx, {
      id,
      workspace_id: actor.workspaceId,
      name: input.name,
      hint: secret.slice(0, prefix.length + 4),
      token_hash: hashToken(secret),
      scopes,
      // A key's own keys belong to the person behind it, so that somebody is asked about them when that person leaves.
      created_by: actor.personId ?? (actor.id && (await store.findKey(tx, actor.workspaceId, actor.id))?.created_by?.id) ?? null,
      created_at: now,
      expires_at: expiresAt,
    })
    await record(tx, app.clock, actor, {
      kind: 'admin_key.created',
      subject: { type: 'admin_key', id, name: input.name },
      detail: { scopes, expiresAt: expiresAt?.toISOString() ?? null },
    })
    const key = await store.findKey(tx, actor.workspaceId, id)
    if (!key) throw new Failure('admin_key.not_found')
    return { key, secret }
  })
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
