import type { Actor } from '../../../platform/actor.ts'
import type { Executor, Tx } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'
import { findGroupNames } from '../../identity/group-names/index.ts'
import { readControls } from '../controls/index.ts'
import type { Comparison } from '../impact/index.ts'
import { type Extent, extentOf, movedBy, tooMuch } from './extent.ts'
import { type Operation, storeHeld } from './hold.ts'
import { findEmptied, forgetMoves, noteMoves, readRecently } from './recent-moves.store.ts'

type App = Pick<Platform, 'db' | 'clock'>

export interface Guarded {
  comparison: Comparison
  /** What is done again when somebody releases it. */
  operation: Operation
  /** Somebody has released it: it is not asked again. */
  released: boolean
  /** Small steps come one by one, so those of the last ten minutes count together. */
  addsUp: boolean
}

/**
 * Stands before every change of what people get: one that would empty a rule's group or move too large a share of the members at once is
 * stored and refused, whoever causes it. To be asked in the transaction of the change, after everything else that refuses it; what is
 * held is written on the same connection after that transaction is rolled back.
 * Fails: change.held (with `heldId`, `because`, `moved`, `members`, `emptied`).
 */
export async function requireReleased(app: App, tx: Tx, actor: Actor, guarded: Guarded): Promise<void> {
  const { comparison, operation, released, addsUp } = guarded
  const { workspaceId } = actor
  if (released) return forgetMoves(tx, workspaceId)
  const { brake } = await readControls(tx, workspaceId)
  if (!brake.enabled) return
  const now = app.clock.now()
  const exact = { ...comparison, leaves: await findEmptied(tx, workspaceId, comparison.leaves) }
  const extent = extentOf(exact, addsUp ? await readRecently(tx, exact, now) : undefined)
  const hold = await holdOf(tx, workspaceId, brake, extent, new Set(movedBy(comparison)).size)
  if (hold) {
    const heldId = await storeHeld(app, tx, actor, operation, { ...hold, moved: extent.moved })
    const more = { heldId, because: hold.because, moved: extent.moved, members: extent.members, emptied: hold.emptied }
    throw new Failure('change.held', { detail: hold.because, more })
  }
  if (addsUp) await noteMoves(tx, comparison, now)
}

/** Whether the brake would hold a change now, and why, for whoever wants to know before. */
export async function wouldHold(
  { db, clock }: Pick<Platform, 'clock'> & { db: Executor },
  workspaceId: string,
  { comparison, addsUp }: Pick<Guarded, 'comparison' | 'addsUp'>,
): Promise<{ holds: boolean; because: string | null }> {
  const { brake } = await readControls(db, workspaceId)
  const extent = extentOf(comparison, addsUp ? await readRecently(db, comparison, clock.now()) : undefined)
  const hold = await holdOf(db, workspaceId, brake, extent, new Set(movedBy(comparison)).size)
  return { holds: hold !== null, because: hold?.because ?? null }
}

type Brake = Parameters<typeof tooMuch>[0]

async function holdOf(db: Executor, workspaceId: string, brake: Brake, extent: Extent, byItself: number) {
  const much = tooMuch(brake, extent)
  if (!much) return null
  const ids = much.emptied.map((it) => it.groupId)
  const names = await findGroupNames(db, workspaceId, ids)
  const emptied = much.emptied.map((it) => ({
    id: it.groupId,
    name: names.get(it.groupId)?.name ?? 'a deleted group',
    had: it.had,
  }))
  const { moved } = extent
  const sentences = [
    ...(much.share === null
      ? []
      : [
          `${moved > byItself ? 'With what happened in the last ten minutes it' : 'It'} moves ${moved} of ${extent.members} active members (${much.share} %); more than ${brake.sharePercent} % at once are held.`,
        ]),
    ...emptied.map(
      ({ name, had }) => `It leaves nobody in ${name}, which had ${had} active ${had === 1 ? 'member' : 'members'}.`,
    ),
  ]
  return { because: sentences.join(' '), emptied: emptied.map(({ id, name }) => ({ id, name })) }
}
