import { mostAccessTokens } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { announce } from '../../../platform/changes/changes.ts'
import { hashToken } from '../../../platform/crypto/tokens.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import { requirePermission } from '../../../platform/http/index.ts'
import { newId } from '../../../platform/ids.ts'
import type { Platform } from '../../../platform/platform.ts'
import { insertGrant, markEnded, newAtToken } from '../../codex/issuer/index.ts'
import { lockWorkspace } from '../../identity/founding/index.ts'
import { rightsOf } from '../index.ts'
import * as store from './access-tokens.store.ts'

type App = Pick<Platform, 'db' | 'clock'>

/** What is asked of a new token. */
interface Wanted {
  name: string
  expiresInDays: number | null
  replaces?: string | undefined
}

/** What a sign-in of an access token says as its client: no client signed in with it, it was made. */
const clientId = 'access-token'
/** As much of the text as is kept to recognise it by: the prefix and six of its characters leave 220 bits to guess. */
const hintLength = 9

/**
 * Makes an access token for the person who asks; nobody makes one for somebody else (AU-07, AU-08). The text is answered once and only
 * its hash is kept. Whether they may is asked once more under the lock, because a role may have changed since the gate.
 * Fails: access.denied, access_token.lives_too_long, access_token.too_many, access_token.not_found (what it replaces).
 */
export async function createOwnToken(app: App, actor: Actor, personId: string, wanted: Wanted) {
  return app.db.transaction().execute(async (tx) => {
    await store.lockOwner(tx, actor.workspaceId, personId)
    requirePermission({ permissions: await rightsOf(tx, actor.workspaceId, personId) }, 'access_token.create')
    return makeToken(tx, app, actor, personId, wanted)
  })
}

/**
 * Makes a token of a member whose row the caller has locked. Fails: access_token.lives_too_long, access_token.too_many,
 * access_token.not_found.
 */
export async function makeToken(
  tx: Tx,
  app: Pick<Platform, 'clock'>,
  actor: Actor,
  personId: string,
  wanted: Wanted,
): Promise<{ tokenId: string; secret: string }> {
  const { workspaceId } = actor
  const now = app.clock.now()
  await requireAllowedLife(tx, workspaceId, wanted.expiresInDays)
  if ((await store.countLive(tx, workspaceId, personId, now)) >= mostAccessTokens) throw new Failure('access_token.too_many')
  const replaced = wanted.replaces === undefined ? null : await requireReplaceable(tx, workspaceId, personId, wanted.replaces)
  const id = newId('accessToken')
  const grantId = newId('grant')
  const secret = newAtToken()
  const expiresAt = wanted.expiresInDays === null ? null : new Date(now.getTime() + wanted.expiresInDays * 86_400_000)
  const origin = { address: actor.address ?? '', userAgent: '', createdAt: now }
  await insertGrant(tx, { id: grantId, workspaceId, personId, clientId, surface: 'access_token', ...origin })
  await store.insertToken(tx, {
    id,
    grant_id: grantId,
    workspace_id: workspaceId,
    person_id: personId,
    name: wanted.name,
    hint: secret.slice(0, hintLength),
    token_hash: hashToken(secret),
    created_by: actor.personId,
    created_at: now,
    expires_at: expiresAt,
    replaces: replaced?.id ?? null,
  })
  await announce(tx, 'grant', workspaceId, grantId)
  await announce(tx, 'access_token', workspaceId, id)
  await record(tx, app.clock, actor, {
    kind: 'access_token.created',
    subject: { type: 'access_token', id, name: wanted.name },
    detail: { owner: personId, expiresAt: expiresAt?.toISOString() ?? null, replaces: replaced },
  })
  return { tokenId: id, secret }
}

/** The workspace's limit holds for new tokens alone (WS-07). Fails: access_token.lives_too_long. */
async function requireAllowedLife(tx: Tx, workspaceId: string, days: number | null): Promise<void> {
  const maxDays = await store.readLimit(tx, workspaceId)
  if (maxDays === null || (days !== null && days <= maxDays)) return
  const asked = days === null ? 'One that never expires is not allowed' : `${days} days are more than that`
  throw new Failure('access_token.lives_too_long', {
    detail: `The longest life is ${maxDays} ${maxDays === 1 ? 'day' : 'days'}. ${asked}.`,
    more: { maxDays },
  })
}

async function requireReplaceable(tx: Tx, workspaceId: string, personId: string, tokenId: string) {
  const token = await store.findToken(tx, workspaceId, tokenId)
  if (token?.person_id !== personId || token.revoked_at) {
    throw new Failure('access_token.not_found', { detail: 'The token to replace is not one of these, or was revoked.' })
  }
  return { id: token.id, name: token.name }
}

/**
 * Revokes a token for good; the next call with it finds it unknown.
 * @param ownerId only a token of this person or service account; null is anybody's
 * Fails: access_token.not_found (also when it was over before).
 */
export async function revokeToken(app: App, actor: Actor, tokenId: string, ownerId: string | null): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    const now = app.clock.now()
    const known = await store.findToken(tx, actor.workspaceId, tokenId)
    if (!known || (ownerId !== null && known.person_id !== ownerId)) throw new Failure('access_token.not_found')
    const revoked = await store.setRevoked(tx, actor.workspaceId, tokenId, { name: actor.name, now })
    if (!revoked || !(await markEnded(tx, revoked.grant_id, now, 'access_token_revoked'))) {
      throw new Failure('access_token.not_found')
    }
    await announce(tx, 'grant', actor.workspaceId, revoked.grant_id)
    await announce(tx, 'access_token', actor.workspaceId, tokenId)
    await record(tx, app.clock, actor, {
      kind: 'access_token.revoked',
      subject: { type: 'access_token', id: tokenId, name: revoked.name },
      detail: { owner: revoked.person_id },
    })
  })
}

/** Says how long new tokens may live; what exists keeps its expiry. */
export async function setLimit(app: App, actor: Actor, maxDays: number | null): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, actor.workspaceId)
    const before = await store.readLimit(tx, actor.workspaceId)
    if (before === maxDays) return
    await store.putLimit(tx, actor.workspaceId, maxDays)
    await record(tx, app.clock, actor, {
      kind: 'access_token.limit_changed',
      subject: { type: 'setting', id: 'access_token_max_days', name: 'Longest life of access tokens' },
      detail: { before: { maxDays: before }, after: { maxDays } },
    })
  })
}
