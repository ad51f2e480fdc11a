import type { BodyOf, gatewayRoutes } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { announce } from '../../../platform/changes/changes.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import { newId } from '../../../platform/ids.ts'
import { readBaseUrl } from '../../../platform/outbound/address-guard.ts'
import type { Platform } from '../../../platform/platform.ts'
import * as store from './upstreams.store.ts'

type App = Pick<Platform, 'db' | 'clock' | 'sealing' | 'config'>

/** Adds an upstream; its key is sealed at once. Fails: upstream.name_taken, upstream.address_refused. */
export async function createUpstream(
  app: App,
  actor: Actor,
  input: BodyOf<(typeof gatewayRoutes)['create']>,
): Promise<store.UpstreamRow> {
  const baseUrl = await requireBaseUrl(app, input.baseUrl)
  const row: store.UpstreamRow = {
    id: newId('upstream'),
    workspace_id: actor.workspaceId,
    name: input.name,
    base_url: baseUrl,
    ...sealKey(app, input.key),
    models: [...new Set(input.models)],
    enabled: input.enabled,
    created_at: app.clock.now(),
  }
  return app.db.transaction().execute(async (tx) => {
    await store.insertUpstream(tx, row)
    await record(tx, app.clock, actor, { kind: 'upstream.created', subject: subjectOf(row), detail: { after: shown(row) } })
    await announce(tx, 'upstream', actor.workspaceId, actor.workspaceId)
    return row
  })
}

/**
 * Changes an upstream; without `key` the sealed one stays, but it never moves to another server: whoever may change the address must not
 * get a key that nobody ever shows them. Fails: upstream.not_found, upstream.name_taken, upstream.address_refused, request.invalid.
 */
export async function updateUpstream(
  app: App,
  actor: Actor,
  upstreamId: string,
  change: BodyOf<(typeof gatewayRoutes)['update']>,
): Promise<store.UpstreamRow> {
  // Read first: somebody else's upstream is missing, whatever the address.
  await store.getUpstream(app.db, actor.workspaceId, upstreamId)
  const baseUrl = change.baseUrl === undefined ? undefined : await requireBaseUrl(app, change.baseUrl)
  return app.db.transaction().execute(async (tx) => {
    const before = await store.lockUpstream(tx, actor.workspaceId, upstreamId)
    if (baseUrl !== undefined && change.key === undefined) refuseMovingKey(before, baseUrl)
    const after: store.UpstreamRow = {
      ...before,
      name: change.name ?? before.name,
      base_url: baseUrl ?? before.base_url,
      models: change.models ? [...new Set(change.models)] : before.models,
      enabled: change.enabled ?? before.enabled,
      ...(change.key !== undefined && sealKey(app, change.key)),
    }
    await store.updateUpstream(tx, after)
    await record(tx, app.clock, actor, {
      kind: 'upstream.updated',
      subject: subjectOf(after),
      detail: { before: shown(before), after: shown(after), keyReplaced: change.key !== undefined },
    })
    await announce(tx, 'upstream', actor.workspaceId, actor.workspaceId)
    return after
  })
}

/** Removes an upstream and its key. Fails: upstream.not_found. */
export async function removeUpstream(app: App, actor: Actor, upstreamId: string): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    const before = await store.lockUpstream(tx, actor.workspaceId, upstreamId)
    await store.deleteUpstream(tx, upstreamId)
    await record(tx, app.clock, actor, {
      kind: 'upstream.removed',
      subject: subjectOf(before),
      detail: { before: shown(before) },
    })
    await announce(tx, 'upstream', actor.workspaceId, actor.workspaceId)
  })
}

function refuseMovingKey(before: store.UpstreamRow, baseUrl: string): void {
  if (before.key_sealed === null || new URL(before.base_url).origin === new URL(baseUrl).origin) return
  const message = `was given for ${new URL(before.base_url).origin}; give the key for the new address, or delete it`
  throw new Failure('request.invalid', { problems: [{ place: 'body.key', message }] })
}

async function requireBaseUrl(app: App, text: string): Promise<string> {
  const read = await readBaseUrl(text, app.config)
  if ('refused' in read)
    throw new Failure('upstream.address_refused', {
      detail: read.refused,
      problems: [{ place: 'body.baseUrl', message: read.refused }],
    })
  return read.url
}

/** What stands in a header must be visible ASCII; anything else would break every call later. */
const keyShape = /^[\x21-\x7e]+$/

function sealKey(app: App, key: string | null): Pick<store.UpstreamRow, 'key_sealed' | 'key_hint'> {
  if (!key) return { key_sealed: null, key_hint: null }
  if (!keyShape.test(key)) {
    const message = 'has characters that cannot stand in a header; copy the key again'
    throw new Failure('request.invalid', { problems: [{ place: 'body.key', message }] })
  }
  // A short key would be given away by its last four characters.
  return { key_sealed: app.sealing.seal(key), key_hint: key.length >= 8 ? key.slice(-4) : null }
}

const subjectOf = (row: store.UpstreamRow) => ({ type: 'upstream', id: row.id, name: row.name })

/** What a fact may tell: never the key, sealed or not. */
const shown = (row: store.UpstreamRow) => ({
  name: row.name,
  baseUrl: row.base_url,
  models: row.models,
  enabled: row.enabled,
  key: row.key_sealed !== null,
  keyHint: row.key_hint,
})
