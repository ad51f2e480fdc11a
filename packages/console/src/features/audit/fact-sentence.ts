import type { Fact, FactKind } from '@bailiwick/contracts'
import { acts } from './acts.table.ts'

type Told = Pick<Fact, 'kind' | 'label' | 'subject' | 'actor' | 'detail'>

/** The fact in one sentence, without its actor. Kinds of a newer server fall back to their label. */
export function sayAct(fact: Told): string {
  const say = isKnown(fact.kind) ? acts[fact.kind] : undefined
  const name = fact.subject ? quoted(fact.subject.name) : 'something'
  if (say) return say(name, fact.subject?.id === fact.actor.id, fact.detail)
  return fact.subject ? `${fact.label.toLowerCase()}: ${name}` : fact.label.toLowerCase()
}

function isKnown(kind: string): kind is FactKind {
  return Object.hasOwn(acts, kind)
}

/** A name in quotes and on its own: whoever chose it cannot go on with our sentence, nor turn its direction (UAX #9, isolates). */
const quoted = (name: string): string => `“\u2068${plainName(name)}\u2069”`

/** A name without the characters that are not seen. */
export const plainName = (name: string): string => name.replace(/[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g, '')

export const actorKinds = {
  person: 'person',
  admin_key: 'admin key',
  operator: 'operator on the host',
  client: 'Codex client',
  system: 'Bailiwick itself',
} satisfies Record<Fact['actor']['kind'], string>
