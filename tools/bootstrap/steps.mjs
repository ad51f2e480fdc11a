import { join } from 'node:path'
import { withLock } from './lock.mjs'
import { root } from './paths.mjs'
import { StepFailure, showProgress } from './progress.mjs'

/**
 * Runs the steps that are stale, in order, under a lock shared by all bootstraps of this clone.
 * A step is { title, isStale(): boolean, run(report): Promise<string | void> }; `run` may return a note to show.
 * When nothing is stale no lock is taken and nothing is printed.
 * @returns {Promise<boolean>} whether everything is ready
 */
export async function runSteps(steps) {
  if (!steps.some((step) => step.isStale())) return true
  return withLock(join(root, '.bootstrap.lock'), async () => {
    for (const step of steps) {
      // Asked again: another run may have done the work while this one waited for the lock.
      if (!step.isStale()) continue
      const progress = showProgress(step.title)
      try {
        progress.done(await step.run(progress.report))
      } catch (error) {
        progress.failed(error instanceof StepFailure ? error.message : (error.stack ?? String(error)))
        return false
      }
    }
    return true
  })
}
