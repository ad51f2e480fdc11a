import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { freePort, until } from '../server.ts'

const main = resolve(import.meta.dirname, '..', '..', 'packages', 'server', 'src', 'main', 'main.ts')

/** A server that nobody has set up yet, and the one-time link that its start printed. */
export interface EmptyServer {
  url: string
  setUpLink: string
  close(): Promise<void>
}

/** Starts `bailiwick up` on an empty temporary folder. Rejects when it ends before it is ready. */
export async function startEmptyServer(): Promise<EmptyServer> {
  const parent = await mkdtemp(join(tmpdir(), 'bailiwick-empty-'))
  await chmod(parent, 0o711) // PostgreSQL's account has to pass
  const port = await freePort()
  const argv = [main, 'up', '--port', String(port), '--data', join(parent, 'data')]
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, LANG: 'C.UTF-8' }
  const child = spawn(process.execPath, argv, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  await until(() => {
    if (child.exitCode !== null) throw new Error(`the server ended:\n${output}`)
    return output.includes('Ctrl-C')
  }, 60_000)
  return {
    url: `http://127.0.0.1:${port}`,
    setUpLink: /http\S+\/setup#token=\S+/.exec(output)?.[0] ?? '',
    async close() {
      if (child.exitCode === null) {
        child.kill('SIGTERM')
        await once(child, 'exit')
      }
      await rm(parent, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
