import type { Impact, Permission } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { asDb } from '../../../platform/db/db.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'
import { readControls } from '../controls/index.ts'
import { causerOf } from './causer.ts'
import { getHeld, type HeldRow, lockHeld, setDecided } from './held-changes.store.ts'
import { personBehind } from './hold.ts'

type App = Pick<Platform, 'db' | 'clock'>

/** How a kind of operation is done again, and what it would do now. `input` is what the room put into the operation. */
export interface Releaser<A> {
  /** What whoever caused it must still be allowed. */
  needs: Permission
  release(app: A, actor: Actor, input: unknown): Promise<void>
  impact(app: A, actor: Actor, input: unknown): Promise<Impact>
}

/** By kind of operation; composed in main, so that rooms use the brake and the brake none of them. */
export type Releasers<A> = Readonly<Record<string, Releaser<A>>>

/** Drops a held change. Fails: held.not_found, held.decided_already. */
export async function dismissHeld(app: App, actor: Actor, heldId: string, note: string): Promise<HeldRow> {
  return app.db.transaction().execute(async (tx) => {
    const held = await lockHeld(tx, actor.workspaceId, heldId)
    requireOpen(held)
    await setDecided(tx, heldId, { state: 'dismissed', decided_by: actor.personId, decided_at: app.clock.now(), note })
    await record(tx, app.clock, actor, {
      kind: 'change.dismissed',
      subject: { type: 'held_change', id: heldId, name: held.what },
      detail: { causedBy: held.actor_name, note },
    })
    return getHeld(tx, actor.workspaceId, heldId)
  })
}

/**
 * Does a held change after all, exactly as it was meant, with every check anew and by the rights that its causer has now. What it does and
 * that it is released are one transaction: it happens once, or not at all.
 * Fails: held.not_found, held.decided_already, held.cannot_happen, approval.own_work.
 */
export async function releaseHeld<A extends App>(
  app: A,
  releasers: Releasers<A>,
  actor: Actor,
  heldId: string,
  note: string,
): Promise<HeldRow> {
  return app.db.transaction().execute(async (tx) => {
    const held = await lockHeld(tx, actor.workspaceId, heldId)
    requireOpen(held)
    const { approvals } = await readControls(tx, actor.workspaceId)
    if (approvals > 0 && isOwn(held, await personBehind(tx, actor), actor)) throw new Failure('approval.own_work')
    const releaser = releasers[held.kind]
    if (!releaser)
      throw new Failure('held.cannot_happen', { detail: 'This version of Bailiwick does not know this kind of change.' })
    const causer = await causerOf(tx, held, actor, app.clock.now())
    if (causer.kind !== 'system' && !causer.permissions.has(releaser.needs)) {
      throw new Failure('held.cannot_happen', { detail: `${held.actor_name} may not do this any more (${releaser.needs}).` })
    }
    await releaser.release({ ...app, db: asDb(tx) }, causer, held.input).catch(cannotHappen)
    await setDecided(tx, heldId, { state: 'released', decided_by: actor.personId, decided_at: app.clock.now(), note })
    await record(tx, app.clock, actor, {
      kind: 'change.released',
      subject: { type: 'held_change', id: heldId, name: held.what },
      detail: { causedBy: held.actor_name, because: held.because, note },
    })
    return getHeld(tx, actor.workspaceId, heldId)
  })
}

/** What it would do now. Fails: held.not_found, held.decided_already, held.cannot_happen. */
export async function impactOfHeld<A extends App>(
  app: A,
  releasers: Releasers<A>,
  actor: Actor,
  heldId: string,
): Promise<Impact> {
  const held = await getHeld(app.db, actor.workspaceId, heldId)
  requireOpen(held)
  const releaser = releasers[held.kind]
  if (!releaser) throw new Failure('held.cannot_happen')
  return releaser.impact(app, await causerOf(app.db, held, actor, app.clock.now()), held.input).catch(cannotHappen)
}

function requireOpen({ state }: HeldRow): void {
  if (state !== 'held') throw new Failure('held.decided_already', { detail: `It is ${state}.` })
}

/** Whether somebody caused it, in person or by a key. */
const isOwn = (held: HeldRow, personId: string | null, actor: Actor): boolean =>
  (personId !== null && held.person_id === personId) || (held.actor_kind === actor.kind && held.actor_id === actor.id)

function cannotHappen(error: unknown): never {
  if (error instanceof Failure && !error.code.startsWith('server.')) {
    throw new Failure('held.cannot_happen', { detail: error.message, more: { failedWith: error.code } })
  }
  throw error
}
