// Makes a fresh clone ready: run by npm before `start`, `test`, `build` and `bench`.
// Plain JavaScript on purpose: it runs under the system's Node (20 or newer) before anything is installed.

import { browserStep } from './bootstrap/chromium.mjs'
import { consoleStep } from './bootstrap/console.mjs'
import { packagesStep, stockClientStep } from './bootstrap/packages.mjs'
import { nodeStep } from './bootstrap/runtime.mjs'
import { runSteps } from './bootstrap/steps.mjs'

const goals = {
  install: [packagesStep, nodeStep],
  start: [packagesStep, nodeStep, consoleStep],
  test: [packagesStep, nodeStep, stockClientStep, browserStep, consoleStep],
}

const goal = process.argv[2] ?? 'install'
const steps = goals[goal]
if (steps === undefined) {
  console.error(`bootstrap: unknown goal "${goal}"; use one of ${Object.keys(goals).join(', ')}`)
  process.exit(2)
}
process.exitCode = (await runSteps(steps)) ? 0 : 1
