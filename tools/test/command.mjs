import { spawn } from 'node:child_process'
import { root } from '../bootstrap/paths.mjs'

const patienceMs = 15_000

/**
 * Runs a command with its output shown as it comes and nothing to read; ends it, gently first, when the time is over.
 * @returns {Promise<boolean>} whether it succeeded in time
 */
export function runCommand(command, args, { env, limitMs }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] })
    const timers = [
      setTimeout(() => {
        console.error(`\n${command} is ended after ${limitMs / 60_000} minutes`)
        child.kill('SIGINT')
      }, limitMs),
      setTimeout(() => child.kill('SIGKILL'), limitMs + patienceMs),
    ]
    const finish = (ok) => {
      for (const timer of timers) clearTimeout(timer)
      resolve(ok)
    }
    child.on('error', (error) => {
      console.error(`${command} could not be started: ${error.message}`)
      finish(false)
    })
    child.on('close', (code) => finish(code === 0))
  })
}
