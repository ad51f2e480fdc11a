import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.mjs'
import { run } from './run.mjs'
import { modernNode } from './runtime.mjs'
import { hashOf, isStamped, writeStamp } from './stamps.mjs'

const sources = [
  ...['index.html', 'package.json', 'vite.config.ts', 'postcss.config.cjs', 'tsconfig.json', 'public', 'src'].map(
    (name) => `packages/console/${name}`,
  ),
  'packages/contracts/src',
  'packages/policy/src',
  'package-lock.json',
]
const stamp = 'packages/console/dist/.bailiwick-build'

/** The console as static files, built again when a source it is made of changed. */
export const consoleStep = {
  title: 'Building the console',
  isStale: () => existsSync(join(root, 'packages/console/index.html')) && !isStamped(stamp, hashOf(sources)),
  run: async () => {
    // Taken before the build: an edit during the build makes the next run build again.
    const hash = hashOf(sources)
    await run(modernNode(), [join(root, 'node_modules/vite/bin/vite.js'), 'build', 'packages/console', '--logLevel=warn'], {
      env: { ...process.env, NODE_ENV: 'production' },
    })
    writeStamp(stamp, hash)
  },
}
