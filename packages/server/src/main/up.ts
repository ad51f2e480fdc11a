import { makeSetupToken } from '../features/identity/setup/index.ts'
import { serveConsole } from './console.ts'
import { fillDemo } from './demo.ts'
import { keepAddress } from './known-address.ts'
import type { Options } from './options.ts'
import { progress } from './progress.ts'
import { type Started, startApp } from './start.ts'
import { onStopSignal } from './stop-signal.ts'
import { startWorker } from './worker.ts'

export type Role = 'up' | 'api' | 'worker'

/** Starts one role and keeps it until SIGINT or SIGTERM; then everything that it started is stopped. */
export async function run(role: Role, options: Options): Promise<void> {
  const { step, tell, ready } = progress()
  let worker: ReturnType<typeof startWorker> | undefined
  const starting = step('Database and memory', () => startApp(options, { migrateFirst: role === 'up', tell }))
  const stop = onStopSignal(async () => {
    // Asked while starting: the database may run already, and is known only afterwards.
    const halfway = await starting.catch(() => undefined)
    await worker?.close()
    await halfway?.close()
  })
  const started = await starting
  if (stop.asked) return
  if (role !== 'api') worker = startWorker(started.app)
  try {
    if (options.demo) await step('Demo company', () => fillDemo(started.app))
    if (role === 'worker') return
    await listen(started, options)
    const setupToken = role === 'up' ? await makeSetupToken(started.app) : null
    ready(started.config, setupToken, Boolean(options.demo))
  } catch (error) {
    await worker?.close()
    await started.close()
    throw error
  }
}

async function listen({ server, config }: Started, options: Options): Promise<void> {
  await serveConsole(server)
  await server.listen({ host: options.host, port: config.port, backlog: 4_096 })
  keepAddress(config.dataDir, config.publicUrl)
}
