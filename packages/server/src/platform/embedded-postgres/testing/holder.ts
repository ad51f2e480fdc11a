import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { z } from 'zod'

const Line = z.object({
  url: z.string().optional(),
  progress: z.string().optional(),
  error: z.string().optional(),
  acknowledged: z.number().optional(),
})
type Line = z.infer<typeof Line>

/** Another process that runs `hold.ts`; `until` resolves to the first line it says that fits. */
export type Holder = {
  said: Line[]
  until(fits: (line: Line) => boolean): Promise<Line>
  /** Sends the signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<void>
}

/** Starts the other process; `as` runs it under another account (only as root). */
export function startHolder(dataDir: string, mode: 'idle' | 'write' = 'idle', as?: { uid: number; gid: number }): Holder {
  const script = new URL('hold.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [script, dataDir, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: '/',
    uid: as?.uid,
    gid: as?.gid,
  })
  const said: Line[] = []
  const waiting = new Set<() => void>()
  let ended = false
  const ending = new Promise<void>((resolve) => child.on('close', () => resolve()).on('error', () => resolve()))
  ending.then(() => {
    ended = true
    for (const look of waiting) look()
  })
  createInterface({ input: child.stdout }).on('line', (line) => {
    said.push(Line.parse(JSON.parse(line)))
    for (const look of waiting) look()
  })
  return {
    said,
    until: (fits) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = said.find(fits)
          if (found === undefined && !ended) return
          waiting.delete(look)
          if (found !== undefined) resolve(found)
          else reject(new Error(`the process ended after saying ${JSON.stringify(said.slice(-3))}`))
        }
        waiting.add(look)
        look()
      }),
    end: async (signal) => {
      child.kill(signal)
      await ending
    },
  }
}
