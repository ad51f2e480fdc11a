import { execFile } from 'node:child_process'
import { join } from 'node:path'

const main = join(import.meta.dirname, '..', '..', '..', 'packages', 'cli', 'src', 'main.ts')

/** Runs the command `bailiwick` and tells how it ended. */
export function bailiwick(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [main, ...args], (error, out, err) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, out, err }),
    )
    child.stdin?.end()
  })
}
