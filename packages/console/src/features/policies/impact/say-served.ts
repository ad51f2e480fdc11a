import type { ImpactMove } from '@bailiwick/contracts'

/** A policy version in words: “Standard” version 3. */
export function sayServed(served: ImpactMove['from']): string {
  if (!served) return 'No policy'
  return served.version === null ? `“${served.name}” as drafted` : `“${served.name}” version ${served.version}`
}
