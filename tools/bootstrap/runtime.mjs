import { spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.mjs'
import { StepFailure } from './progress.mjs'

const needed = 24
const bundled = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')

/**
 * npm scripts find node_modules/.bin first, where a platform package puts Node 24. Where npm has none for this platform
 * (or it does not run, as on musl), the system's own Node must be new enough.
 */
export const nodeStep = {
  title: `Looking for Node ${needed}`,
  isStale: () => !existsSync(bundled) && systemMajor() < needed,
  run: async () => {
    throw new StepFailure(
      [
        `Bailiwick runs on Node ${needed} or newer. This is Node ${process.versions.node}, and npm has no Node ${needed} package`,
        `for ${process.platform}-${process.arch}. Install Node ${needed} (https://nodejs.org, or your package manager) and run the command again.`,
      ].join('\n'),
    )
  },
}

/** The Node that runs TypeScript: the bundled one, or this one where there is none. */
export function modernNode() {
  return existsSync(bundled) ? bundled : process.execPath
}

/** Removes a bundled Node that cannot run here, so that the system's is found instead. */
export function dropBrokenNode() {
  if (existsSync(bundled) && spawnSync(bundled, ['--version'], { stdio: 'ignore' }).status !== 0) rmSync(bundled)
}

function systemMajor() {
  return Number(process.versions.node.split('.')[0])
}
