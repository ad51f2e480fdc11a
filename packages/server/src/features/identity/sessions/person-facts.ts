import type { Actor, Origin } from '../../../platform/actor.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { type NewFact, record } from '../../../platform/facts/index.ts'
import { listMemberships, type PersonRow } from './people.store.ts'

/** A person acting for themselves in one workspace; facts take their name from it. */
export function personActor(person: Pick<PersonRow, 'id' | 'name'>, workspaceId: string, origin: Origin): Actor {
  const { address, userAgent, requestId } = origin
  const from = { address, userAgent, requestId }
  return { kind: 'person', id: person.id, name: person.name, workspaceId, permissions: new Set(), personId: person.id, ...from }
}

/**
 * Writes what a person did to their own account in the audit log of every workspace they belong to: an account is global, and each of
 * those workspaces has a right to know. What concerns one workspace alone comes from `detailIn`.
 */
export async function recordForPerson(
  tx: Tx,
  clock: Clock,
  person: Pick<PersonRow, 'id' | 'name'>,
  origin: Origin,
  { kind, detail, detailIn }: Pick<NewFact, 'kind' | 'detail'> & { detailIn?: (workspaceId: string) => NewFact['detail'] },
): Promise<void> {
  const subject = { type: 'person', id: person.id, name: person.name }
  for (const { id } of await listMemberships(tx, person.id)) {
    await record(tx, clock, personActor(person, id, origin), { kind, detail: detailIn?.(id) ?? detail, subject })
  }
}
