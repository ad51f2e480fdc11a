import type { Fact, FactKind } from '@bailiwick/contracts'
import { acts } from './acts.table.ts'
import { quoted } from './chosen-name.ts'

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

export const actorKinds = {
  person: 'person',
  admin_key: 'admin key',
  operator: 'operator on the host',
  client: 'Codex client',
  system: 'Bailiwick itself',
} satisfies Record<Fact['actor']['kind'], string>
