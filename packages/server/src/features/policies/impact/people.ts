import type { ImpactPeople } from '@bailiwick/contracts'
import type { z } from 'zod'
import { toPage } from '../../../platform/http/index.ts'
import type { Comparison } from './comparison.ts'
import { byName } from './first-by-name.ts'
import { toServed } from './served.ts'

interface Find {
  /** The id of a move; all of them when it is left out. */
  move?: string | undefined
  /** The [lower-case name, person id] of the last one seen. */
  after?: string[] | undefined
  limit: number
}

/** Everybody who gets another policy by a change, or everybody of one move, by name and page by page. */
export function peopleOf({ moves }: Comparison, { move, after, limit }: Find): z.infer<typeof ImpactPeople> {
  const [name = '', personId = ''] = after ?? []
  const rows = moves
    .filter((it) => move === undefined || it.id === move)
    .flatMap(({ people, from, to }) => people.map((person) => ({ ...person, from, to })))
    .filter((it) => after === undefined || byName(it, { name, personId }) > 0)
    .sort(byName)
  return toPage(
    rows.slice(0, limit + 1),
    limit,
    (it) => [it.name.toLowerCase(), it.personId],
    (it) => ({ id: it.personId, name: it.name, email: it.email, from: toServed(it.from), to: toServed(it.to) }),
  )
}
