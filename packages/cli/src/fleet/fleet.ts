import { type Asking, attemptsAt, budgetMs, type Start, startDevice } from './device.ts'

export interface Fleet {
  /** One per device, used in turns. */
  askings: Asking[]
  devices: number
  /** Over how long the devices start, in milliseconds; 0 is all at once, as after an outage. */
  spreadMs: number
}

/** What a fleet's cold start came to. Times are milliseconds from a device's own start to its policy. */
export interface FleetReport {
  devices: number
  started: number
  /** Had their policy with the first request. */
  atOnce: number
  refused: number
  timedOut: number
  requests: number
  seconds: number
  startsPerSecond: number
  p50: number
  p99: number
  slowest: number
  bytes: number
  /** What went wrong and how often, also where a later attempt succeeded. */
  because: Record<string, number>
}

/** Starts all devices as the client would and waits for the last one. `onProgress` hears how many are through. */
export async function startFleet(
  { askings, devices, spreadMs }: Fleet,
  onProgress?: (through: number) => void,
): Promise<FleetReport> {
  const startedAt = performance.now()
  let through = 0
  const starts = await Promise.all(
    Array.from({ length: devices }, async (_, index) => {
      const asking = askings[index % askings.length]
      if (!asking) throw new Error('a fleet needs somebody to ask as')
      await new Promise((resolve) => setTimeout(resolve, (spreadMs * index) / devices))
      const start = await startDevice(asking)
      through++
      onProgress?.(through)
      return start
    }),
  )
  return reportOf(starts, (performance.now() - startedAt) / 1_000)
}

function reportOf(starts: Start[], seconds: number): FleetReport {
  const started = starts.filter((it) => it.outcome === 'started')
  const times = started.map((it) => it.milliseconds).sort((a, b) => a - b)
  const at = (share: number) => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0)
  const because: Record<string, number> = {}
  for (const it of starts) if (it.because) because[it.because] = (because[it.because] ?? 0) + 1
  return {
    devices: starts.length,
    started: started.length,
    atOnce: started.filter((it) => it.attempts === 1).length,
    refused: starts.filter((it) => it.outcome === 'refused').length,
    timedOut: starts.filter((it) => it.outcome === 'timed_out').length,
    requests: starts.reduce((sum, it) => sum + it.attempts, 0),
    seconds: Number(seconds.toFixed(2)),
    startsPerSecond: Math.round(started.length / seconds),
    p50: at(0.5),
    p99: at(0.99),
    slowest: at(1),
    bytes: started[0]?.bytes ?? 0,
    because,
  }
}

/** The report as people read it. */
export function sayReport(it: FleetReport): string {
  const lines = [
    `${it.started} of ${it.devices} devices have their policy (${it.bytes} bytes), ${it.atOnce} of them with the first request.`,
    `${it.startsPerSecond} starts a second over ${it.seconds} s; a device waited ${it.p50} ms (median), ${it.p99} ms (99 %), ${it.slowest} ms (the slowest).`,
  ]
  if (it.refused > 0) lines.push(`${it.refused} gave up after ${attemptsAt.length} attempts: the client would not have started.`)
  if (it.timedOut > 0) lines.push(`${it.timedOut} waited longer than ${budgetMs / 1_000} s: the client would not have started.`)
  for (const [what, count] of Object.entries(it.because)) lines.push(`  ${count} × ${what}`)
  return lines.join('\n')
}
