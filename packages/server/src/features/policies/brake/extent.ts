import type { PolicyControls } from '@bailiwick/contracts'
import type { PolicyInForce } from '../../standing/index.ts'
import { type Comparison, meaningOf } from '../impact/index.ts'

/** How far a change reaches. */
export interface Extent {
  /** Active members. */
  members: number
  /** People who get another policy, or none any more. */
  moved: number
  /** Groups of rules that would have nobody left, with how many they had. */
  emptied: { groupId: string; had: number }[]
}

/** What happened shortly before, which counts as the same change: only people whom the change itself does not reach. */
export interface Recently {
  /** How many others moved. */
  moved: number
  /** By group that the change empties: how many others left it. */
  left: ReadonlyMap<string, number>
}

const nothing: Recently = { moved: 0, left: new Map() }

/**
 * Who moves by a change: to another policy, to none, or to a text of the same policy that is looser. A tighter text or another comment
 * moves nobody: the daily work on the policy that most people get is not what a brake is for.
 */
export const movedBy = ({ moves, deactivated }: Comparison): string[] => [
  ...moves.flatMap(({ from, to, people }) => (isNoLooser(from, to) ? [] : people.map((it) => it.personId))),
  ...deactivated,
]

function isNoLooser(from: PolicyInForce | null, to: PolicyInForce | null): boolean {
  return from?.policyId === to?.policyId && meaningOf(from, to).every((it) => it.effect !== 'loosened')
}

export function extentOf(comparison: Comparison, recently = nothing): Extent {
  const moved = new Set(movedBy(comparison)).size + recently.moved
  return {
    // Who was deactivated shortly before is counted as moved, so as a member too.
    members: Math.max(comparison.members + comparison.deactivated.length, moved),
    moved,
    emptied: comparison.leaves
      .filter((it) => it.emptied)
      .map(({ groupId, personIds }) => ({ groupId, had: new Set(personIds).size + (recently.left.get(groupId) ?? 0) })),
  }
}

/** What of a change is too much at once; null lets it through. */
export function tooMuch(
  brake: PolicyControls['brake'],
  extent: Extent,
): (Pick<Extent, 'emptied'> & { share: number | null }) | null {
  if (!brake.enabled) return null
  const { moved } = extent
  const many = moved >= brake.minimumMembers && moved * 100 > extent.members * brake.sharePercent
  const emptied = extent.emptied.filter((it) => it.had >= brake.minimumMembers)
  if (!many && emptied.length === 0) return null
  return { share: many ? Math.round((moved * 100) / Math.max(1, extent.members)) : null, emptied }
}
