import { type Fact, type FactKind, factKinds, refusedKinds } from '@bailiwick/contracts'

const catalogue: Record<string, (typeof factKinds)[FactKind]> = factKinds
const refused: ReadonlySet<string> = new Set(refusedKinds)

const outcomeOf = (kind: string): Fact['outcome'] => (refused.has(kind) ? 'refused' : 'done')

/** A kind in words; one that this version does not know keeps its name. */
export function sayKind(kind: string): Pick<Fact, 'label' | 'class' | 'outcome'> {
  const known = catalogue[kind]
  return { label: known?.label ?? kind, class: known?.class ?? null, outcome: outcomeOf(kind) }
}

/** Every kind of fact with its words. */
export const toKinds = () =>
  Object.entries(catalogue).map(([kind, it]) => ({ kind, label: it.label, class: it.class, outcome: outcomeOf(kind) }))

interface KindFilter {
  kind?: string | undefined
  class?: string | undefined
  outcome?: Fact['outcome'] | undefined
}

/**
 * The kinds that a filter leaves, or undefined when it leaves all. What was done includes kinds that this version does not know, so that
 * is a list of what it leaves out.
 */
export function kindsOf(filter: KindFilter): { only?: string[]; not?: string[] } {
  const { kind, class: inClass, outcome } = filter
  if (kind === undefined && inClass === undefined) {
    if (outcome === undefined) return {}
    return outcome === 'refused' ? { only: [...refused] } : { not: [...refused] }
  }
  const named = kind === undefined ? Object.keys(catalogue) : [kind]
  const fits = (it: string) =>
    (inClass === undefined || catalogue[it]?.class === inClass) && (outcome === undefined || outcomeOf(it) === outcome)
  return { only: named.filter(fits) }
}

/** The kinds whose label has every one of these words' beginnings in it. */
export const kindsWith = (words: readonly string[]): string[] =>
  Object.entries(catalogue)
    .filter(([, { label }]) => {
      const said = wordsOf(label)
      return words.every((word) => said.some((it) => it.startsWith(word)))
    })
    .map(([kind]) => kind)

/** The words of a search, as `fact_words` cuts them: whatever is neither letter nor digit ends one. At most eight. */
export const wordsOf = (search: string): string[] => (search.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).slice(0, 8)
