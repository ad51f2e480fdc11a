import { createHash } from 'node:crypto'

/**
 * Whether somebody is among the first so many percent of a rollout. Stable: the same person always lands in the same place of the same
 * rollout, another one shuffles anew. Monotone: whoever is in at 5 is in at 25.
 * @param percent 0 to 100
 */
export function isAmong(rolloutId: string, personId: string, percent: number): boolean {
  if (percent >= 100) return true
  if (percent <= 0) return false
  const place = createHash('sha256').update(`${rolloutId}\n${personId}`).digest().readUInt32BE(0)
  return place < (percent / 100) * 2 ** 32
}
