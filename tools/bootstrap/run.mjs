import { spawn } from 'node:child_process'
import { delimiter } from 'node:path'
import { root } from './paths.mjs'
import { StepFailure } from './progress.mjs'

/**
 * Runs a command quietly; its last lines are shown only when it fails.
 * @throws {StepFailure} with the command, its outcome and the end of its output
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options })
    let output = ''
    const keep = (chunk) => {
      output = (output + chunk).slice(-8_000)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', (error) => reject(new StepFailure(`${command} could not be started: ${error.message}`)))
    child.on('close', (code, signal) => {
      if (code === 0) return resolve()
      const tail = output.trim().split('\n').slice(-25).join('\n')
      reject(new StepFailure(`${command} ${args.join(' ')} ended with ${signal ?? `code ${code}`}\n${tail}`))
    })
  })
}

/**
 * Runs the npm that the user has, under the user's Node: the Node inside node_modules would be deleted by `npm ci` while it runs.
 * Development dependencies are asked for by name, because NODE_ENV=production would leave them out.
 */
export function cleanInstall(folder) {
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((entry) => !/node_modules[/\\]\.bin[/\\]?$/.test(entry))
    .join(delimiter)
  const args = ['ci', '--prefix', folder, '--include=dev', '--include=optional', '--ignore-scripts', '--loglevel=error']
  return run('npm', [...args, '--no-audit', '--no-fund', '--no-progress'], {
    cwd: folder,
    env: { ...process.env, PATH: path },
    shell: process.platform === 'win32',
  })
}
