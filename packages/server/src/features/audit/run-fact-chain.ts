import { chainFacts } from '../../platform/facts/index.ts'
import type { Platform } from '../../platform/platform.ts'

/**
 * Chains committed facts every second, at most once at a time; more than one round's worth is chained without waiting. Closing
 * waits for the round that runs.
 */
export function runFactChain(app: Pick<Platform, 'db' | 'log'>, everyMs = 1_000): { close(): Promise<void> } {
  let round: Promise<void> | undefined
  let closed = false

  async function chainAll(): Promise<void> {
    while (!closed && (await chainFacts(app.db)) > 0);
  }
  const timer = setInterval(() => {
    round ??= chainAll()
      .catch((error: unknown) => app.log.warn({ err: error }, 'facts could not be chained; trying again in a second'))
      .finally(() => {
        round = undefined
      })
  }, everyMs)

  return {
    async close() {
      closed = true
      clearInterval(timer)
      await round
    },
  }
}
