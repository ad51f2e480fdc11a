import type { Clock } from '../../../platform/clock.ts'

/** Counts tokens that look like ours and are unknown, by the address they come from. Anonymous noise is counted, never recorded. */
export interface UnknownTokens {
  /** Whether an address has used up its tries: then nothing is asked on its behalf any more, and a known token still works from there. */
  exhausted(address: string): boolean
  count(address: string): void
}

const windowMs = 15 * 60_000
const most = 50
/** A flood of addresses must not fill the memory; the oldest leave first. */
const keptAddresses = 10_000

/** @param onCount told of each one, for the counts that the audit log shows */
export function countUnknownTokens(clock: Clock, onCount: () => void): UnknownTokens {
  const windows = new Map<string, { until: number; tries: number }>()
  const current = (address: string) => {
    const window = windows.get(address)
    return window && window.until > clock.now().getTime() ? window : undefined
  }
  return {
    exhausted: (address) => (current(address)?.tries ?? 0) >= most,
    count(address) {
      onCount()
      const window = current(address) ?? { until: clock.now().getTime() + windowMs, tries: 0 }
      windows.delete(address)
      windows.set(address, { ...window, tries: window.tries + 1 })
      if (windows.size > keptAddresses) for (const oldest of windows.keys()) return void windows.delete(oldest)
    },
  }
}
