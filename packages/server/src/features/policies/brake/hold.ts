import { isDeepStrictEqual } from 'node:util'
import type { NamedRef } from '@bailiwick/contracts'
import { sql } from 'kysely'
import type { Actor } from '../../../platform/actor.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { record } from '../../../platform/facts/index.ts'
import { newId } from '../../../platform/ids.ts'
import type { Platform } from '../../../platform/platform.ts'
import { lockPolicies } from '../revisions/index.ts'
import { findOpenOf, insertHeld, makerOfKey } from './held-changes.store.ts'

/** An operation that can be done again as it was meant: `input` is what the room that knows this kind takes. */
export interface Operation {
  kind: string
  input: unknown
  /** In words: `Grace takes 40 people out of Contractors`. */
  what: string
}

interface Hold {
  because: string
  moved: number
  emptied: NamedRef[]
}

/**
 * Gives up the transaction of a change and keeps the change as held, with its fact, in another one. Both on the same connection: one more
 * connection for each would leave none at all when as many are held at once as there are connections. Asked for again while it waits, it
 * is the same held change. Returns its id; the caller's transaction is over and must be left by throwing.
 */
export async function storeHeld(
  app: Pick<Platform, 'clock'>,
  tx: Tx,
  actor: Actor,
  operation: Operation,
  hold: Hold,
): Promise<string> {
  await sql`rollback`.execute(tx)
  await sql`begin`.execute(tx)
  const id = await keep(app, tx, actor, operation, hold)
  await sql`commit`.execute(tx)
  return id
}

async function keep(
  app: Pick<Platform, 'clock'>,
  tx: Tx,
  actor: Actor,
  { kind, input, what }: Operation,
  { because, moved, emptied }: Hold,
): Promise<string> {
  await lockPolicies(tx, actor.workspaceId)
  const open = await findOpenOf(tx, actor, kind)
  const same = open.find((it) => isDeepStrictEqual(it.input, JSON.parse(JSON.stringify(input))))
  if (same) return same.id
  const id = newId('heldChange')
  const personId = await personBehind(tx, actor)
  const at = app.clock.now()
  await insertHeld(tx, actor, { id, kind, input, what, because, moved, emptied: emptied.map((it) => it.id), personId, at })
  await record(tx, app.clock, actor, {
    kind: 'change.held',
    subject: { type: 'held_change', id, name: what },
    detail: { kind, because, moved, emptied: emptied.map((it) => it.name) },
  })
  return id
}

/** Whoever stands behind an actor: for an admin key its maker, so that nobody releases by key what they did themselves. */
export const personBehind = async (db: Parameters<typeof makerOfKey>[0], actor: Pick<Actor, 'kind' | 'id' | 'personId'>) =>
  actor.kind === 'admin_key' && actor.id !== null ? makerOfKey(db, actor.id) : actor.personId
