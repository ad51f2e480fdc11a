import type { MeaningChange } from '@bailiwick/contracts'
import type { z } from 'zod'
import type { PolicyInForce } from '../../standing/index.ts'

type Change = z.infer<typeof MeaningChange>

/** What another policy means for whoever gets it, key by key; null is no policy, where nothing is required. */
export function meaningOf(_from: PolicyInForce | null, _to: PolicyInForce | null): Change[] {
  return []
}
