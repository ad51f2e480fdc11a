import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'

/** A process of the benchmark that answers questions one at a time. */
export interface Child {
  ask<T>(question: object): Promise<T>
  stop(): Promise<void>
}

/** Starts a file of this folder in a process of its own; resolves when it says that it is ready. */
export async function startChild<T>(
  file: string,
  args: string[] = [],
  execArgv: string[] = process.execArgv,
): Promise<{ child: Child; ready: T }> {
  const started: ChildProcess = fork(join(import.meta.dirname, file), args, { serialization: 'advanced', execArgv })
  const ended = new Promise<never>((_, reject) => started.once('exit', (code) => reject(new Error(`${file} ended with ${code}`))))
  ended.catch(() => undefined)
  const next = () => Promise.race([new Promise<unknown>((resolve) => started.once('message', resolve)), ended])
  const child: Child = {
    async ask<A>(question: object) {
      const answered = next()
      started.send(question)
      return (await answered) as A // both sides stand in this folder
    },
    stop: () =>
      new Promise((resolve) => {
        if (started.exitCode !== null) return resolve()
        started.once('exit', () => resolve())
        started.send({ stop: true })
      }),
  }
  return { child, ready: (await next()) as T } // as above
}

/** The other side: says what it is, then answers `cpu` and `stop`, and whatever else it knows. */
export function serveParent(
  ready: object,
  stop: () => Promise<void>,
  more: (question: object) => Promise<object> = async () => ({}),
): void {
  process.on('message', async (question: { cpu?: true; stop?: true }) => {
    if (question.stop) {
      await stop()
      process.exit(0)
    }
    process.send?.(question.cpu ? process.cpuUsage() : await more(question))
  })
  // The parent is gone, or was interrupted: nothing may be left running.
  let stopping = false
  const stopOnce = () => {
    if (!stopping) void stop().finally(() => process.exit(1))
    stopping = true
  }
  process.on('disconnect', stopOnce)
  process.on('SIGTERM', stopOnce)
  process.on('SIGINT', () => undefined)
  process.send?.(ready)
}
