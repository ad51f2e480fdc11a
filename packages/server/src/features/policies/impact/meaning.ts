import type { MeaningChange } from '@bailiwick/contracts'
import { diffPolicies } from '@bailiwick/policy'
import type { z } from 'zod'
import type { PolicyInForce } from '../../standing/index.ts'

type Change = z.infer<typeof MeaningChange>
type Texts = Pick<PolicyInForce, 'contents' | 'defaults'>

// Versions in force live as long as what is in force, and the same pairs are asked for by every review of a draft.
const known = new WeakMap<Texts, WeakMap<Texts, Change[]>>()
const noPolicy: Texts = { contents: '', defaults: '' }

/** What another policy means for whoever gets it, key by key; null is no policy, where nothing is required. */
export function meaningOf(from: Texts | null, to: Texts | null): Change[] {
  const [before, after] = [from ?? noPolicy, to ?? noPolicy]
  const ofBefore = known.get(before) ?? new WeakMap<Texts, Change[]>()
  known.set(before, ofBefore)
  const changes = ofBefore.get(after) ?? compareTexts(before, after)
  ofBefore.set(after, changes)
  return changes
}

function compareTexts(before: Texts, after: Texts): Change[] {
  const { changes } = diffPolicies(before.contents, after.contents)
  if (before.defaults === after.defaults) return changes
  const sentence = 'The managed defaults, which users may override, are others.'
  return [...changes, { key: 'defaults', effect: 'changed', before: null, after: null, sentence }]
}
