import type { Impact, ImpactMove, PersonRef } from '@bailiwick/contracts'
import type { Executor } from '../../../platform/db/db.ts'
import { findGroupNames, type GroupNames, groupNamed } from '../../identity/group-names/index.ts'
import type { MemberStanding } from '../../standing/index.ts'
import type { Comparison, Move } from './comparison.ts'
import { firstByName } from './first-by-name.ts'
import { meaningOf } from './meaning.ts'
import { impactTiming, sentenceOf } from './sentence.ts'
import { toServed } from './served.ts'

/** How many moves are told in detail, the largest first, with how many people and groups each. The others have their numbers. */
const shown = { moves: 100, people: 10, groups: 20 }

/** A comparison with names and meaning, as administrators read it. */
export const impactOf = (app: { db: Executor }, comparison: Comparison): Promise<Impact> =>
  impactWithNames(comparison, (groupIds) => findGroupNames(app.db, comparison.workspaceId, groupIds))

/** The same for whoever finds the names of groups elsewhere. They are asked for once, and only those that are shown. */
export async function impactWithNames(
  comparison: Comparison,
  namesOf: (groupIds: string[]) => Promise<GroupNames>,
): Promise<Impact> {
  const largest = new Map(comparison.moves.slice(0, shown.moves).map((it) => [it.id, largestGroups(it)]))
  const emptied = comparison.leaves.filter((it) => it.emptied).map((it) => it.groupId)
  const wanted = new Set([...[...largest.values()].flatMap((it) => it.map(([id]) => id)), ...emptied])
  const names = await namesOf([...wanted])
  const moves = comparison.moves.map((it) => toMove(it, largest.get(it.id), names))
  const people = (effect: 'tightened' | 'loosened') => moves.reduce((sum, it) => sum + (it[effect] > 0 ? it.members : 0), 0)
  const numbers = {
    members: comparison.members,
    moved: comparison.moved,
    tightened: people('tightened'),
    loosened: people('loosened'),
    moves,
    emptied: emptied.map((it) => groupNamed(names, it)),
  }
  return { ...numbers, sentence: sentenceOf(numbers), timing: impactTiming }
}

/** @param largest its groups; without them the move is told by its numbers alone */
function toMove(move: Move, largest: [string, number][] | undefined, names: GroupNames): ImpactMove {
  const changes = meaningOf(move.from, move.to)
  const having = (effect: string) => changes.filter((it) => it.effect === effect).length
  return {
    id: move.id,
    from: toServed(move.from),
    to: toServed(move.to),
    members: move.people.length,
    groups: (largest ?? []).map(([id, members]) => ({ ...groupNamed(names, id), members })),
    sample: largest ? firstByName(move.people, shown.people).map(toPersonRef) : [],
    tightened: having('tightened'),
    loosened: having('loosened'),
    changes: largest ? changes : [],
  }
}

const largestGroups = ({ groups }: Move): [string, number][] => [...groups].sort(([, a], [, b]) => b - a).slice(0, shown.groups)

const toPersonRef = ({ personId: id, name, email }: MemberStanding): PersonRef => ({ id, name, email })
