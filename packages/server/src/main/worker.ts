import { forgetNoise, runFactChain } from '../features/audit/index.ts'
import { sweepExpired } from '../features/codex/issuer/index.ts'
import { sweepSignIns } from '../features/identity/sessions/index.ts'
import { sweepSso } from '../features/identity/single-sign-on/index.ts'
import { runScheduledPublishing } from '../features/policies/drafts/index.ts'
import { watchRollouts } from '../features/policies/rollouts/index.ts'
import { forgetOldChanges } from '../platform/changes/changes.ts'
import type { App } from './app.ts'

/** Runs what happens by the clock: chaining facts, staged rollouts, publishing what is due, sweeping what has expired, and changes that everybody has read. */
export function startWorker(app: App): { close(): Promise<void> } {
  const chain = runFactChain(app)
  const scheduled = runScheduledPublishing(app)
  const rollouts = watchRollouts(app)
  const sweep = setInterval(() => {
    const quarterAgo = new Date(app.clock.now().getTime() - 90 * 86_400_000)
    Promise.all([
      forgetNoise(app.db, quarterAgo),
      sweepExpired(app),
      sweepSso(app),
      sweepSignIns(app),
      forgetOldChanges(app.db),
    ]).catch((error: unknown) => app.log.warn({ err: error }, 'expired rows could not be swept; trying again in an hour'))
  }, 3_600_000)
  return {
    async close() {
      clearInterval(sweep)
      await scheduled.close()
      await rollouts.close()
      await chain.close()
    },
  }
}
