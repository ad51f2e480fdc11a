import type { BodyOf, directoryRoutes } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { hashToken, newToken } from '../../../platform/crypto/tokens.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import { newId } from '../../../platform/ids.ts'
import type { Platform } from '../../../platform/platform.ts'
import * as store from './directories.store.ts'
import { findToken, insertToken, setRevoked, type TokenRow } from './tokens.store.ts'

type App = Pick<Platform, 'db' | 'clock'>

const prefix = 'bw-scim-'

/** Connects a directory; nothing comes from it before it has a token. Fails: directory.name_taken. */
export async function createDirectory(
  app: App,
  actor: Actor,
  { name, preset }: BodyOf<(typeof directoryRoutes)['create']>,
): Promise<store.DirectoryRow> {
  return app.db.transaction().execute(async (tx) => {
    const id = newId('directory')
    const now = app.clock.now()
    const made = { id, workspace_id: actor.workspaceId, created_by: actor.personId, created_at: now }
    await store.insertDirectory(tx, { ...made, name, preset })
    await record(tx, app.clock, actor, {
      kind: 'directory.created',
      subject: { type: 'directory', id, name },
      detail: { after: { name, preset } },
    })
    return store.getDirectory(tx, actor.workspaceId, id, now)
  })
}

/** Fails: directory.not_found, directory.name_taken. */
export async function updateDirectory(
  app: App,
  actor: Actor,
  directoryId: string,
  change: BodyOf<(typeof directoryRoutes)['update']>,
): Promise<store.DirectoryRow> {
  return app.db.transaction().execute(async (tx) => {
    const { name, preset } = await store.lockDirectory(tx, actor.workspaceId, directoryId)
    const before = { name, preset }
    const after = { name: change.name ?? name, preset: change.preset ?? preset }
    await store.updateDirectory(tx, directoryId, after)
    await record(tx, app.clock, actor, {
      kind: 'directory.updated',
      subject: { type: 'directory', id: directoryId, name: after.name },
      detail: { before, after },
    })
    return store.getDirectory(tx, actor.workspaceId, directoryId, app.clock.now())
  })
}

/** Disconnects a directory. Nobody loses anything by it: its users and groups stay, as manual ones. Fails: directory.not_found. */
export async function removeDirectory(app: App, actor: Actor, directoryId: string): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    const { name } = await store.lockDirectory(tx, actor.workspaceId, directoryId)
    const released = await store.releaseDirectory(tx, directoryId, app.clock.now())
    await record(tx, app.clock, actor, {
      kind: 'directory.removed',
      subject: { type: 'directory', id: directoryId, name },
      detail: { tokensRevoked: released.tokens, usersNowManual: released.users, groupsNowManual: released.groups },
    })
  })
}

/**
 * Makes a token: an admin key that opens the SCIM addresses of one directory and nothing else. It acts for the directory, so it outlives
 * its maker's membership. The secret is answered once and only its hash is kept. Fails: directory.not_found.
 */
export async function createToken(
  app: App,
  actor: Actor,
  directoryId: string,
  { name, expiresInDays }: BodyOf<(typeof directoryRoutes)['createToken']>,
): Promise<{ token: TokenRow; secret: string }> {
  return app.db.transaction().execute(async (tx) => {
    const directory = await store.lockDirectory(tx, actor.workspaceId, directoryId)
    const now = app.clock.now()
    const id = newId('adminKey')
    const secret = newToken(prefix)
    const expiresAt = expiresInDays === null ? null : new Date(now.getTime() + expiresInDays * 86_400_000)
    await insertToken(tx, {
      id,
      workspace_id: actor.workspaceId,
      directory_id: directoryId,
      name,
      hint: secret.slice(0, prefix.length + 4),
      token_hash: hashToken(secret),
      scopes: ['scim.provision'],
      directory_made_by: actor.personId,
      created_at: now,
      expires_at: expiresAt,
    })
    await record(tx, app.clock, actor, {
      kind: 'directory.token_created',
      subject: { type: 'directory', id: directoryId, name: directory.name },
      detail: { token: name, tokenId: id, expiresAt: expiresAt?.toISOString() ?? null },
    })
    const token = await findToken(tx, directoryId, id)
    if (!token) throw new Failure('directory.token_not_found')
    return { token, secret }
  })
}

/** Revokes a token; the next call with it is refused. Fails: directory.not_found, directory.token_not_found. */
export async function revokeToken(app: App, actor: Actor, directoryId: string, tokenId: string): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    const directory = await store.lockDirectory(tx, actor.workspaceId, directoryId)
    const revoked = await setRevoked(tx, directoryId, tokenId, app.clock.now())
    const token = revoked && (await findToken(tx, directoryId, tokenId))
    if (!token) throw new Failure('directory.token_not_found')
    await record(tx, app.clock, actor, {
      kind: 'directory.token_revoked',
      subject: { type: 'directory', id: directoryId, name: directory.name },
      detail: { token: token.name, tokenId },
    })
  })
}
