import type { Child } from './child.ts'
import type { Load, LoadResult } from './load.ts'

export interface Target {
  name: string
  child: Child
  port: number
  requests: Buffer[]
  /** For TLS: what the load process trusts. */
  ca?: string
}

export interface Row {
  name: string
  perSecond: number
  cpuMicros: number
  firstByteP50: number
  firstByteP99: number
  totalP50: number
  totalP99: number
  wrong: number
  busy: number
}

/** How long and how often everything is measured. */
export interface Runs {
  /** The process that makes the load. */
  load: Child
  seconds: number
  rounds: number
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** Measures targets in turns, so that what else happens on the machine meets them all; figures are medians over the rounds. */
export async function compareTargets(
  { load, seconds, rounds }: Runs,
  targets: Target[],
  connections: number,
  fresh = false,
): Promise<Row[]> {
  const found = new Map<string, Omit<Row, 'name'>[]>(targets.map((it) => [it.name, []]))
  for (let round = 0; round <= rounds; round++) {
    for (const { name, child, port, requests, ca } of targets) {
      const before = await child.ask<NodeJS.CpuUsage>({ cpu: true })
      const asked: Load = { port, requests, connections, fresh, ca, seconds: round === 0 ? Math.min(2, seconds) : seconds }
      const result = await load.ask<LoadResult>(asked)
      const after = await child.ask<NodeJS.CpuUsage>({ cpu: true })
      if (round === 0) continue // the first round warms up
      found.get(name)?.push({
        perSecond: result.requests / result.seconds,
        cpuMicros: (after.user + after.system - before.user - before.system) / result.requests,
        firstByteP50: result.firstByteMs.p50,
        firstByteP99: result.firstByteMs.p99,
        totalP50: result.totalMs.p50,
        totalP99: result.totalMs.p99,
        wrong: result.wrong,
        busy: result.busy,
      })
    }
  }
  return [...found].map(([name, runs]) => {
    const of = (key: keyof Omit<Row, 'name'>) => median(runs.map((it) => it[key]))
    return {
      name,
      perSecond: of('perSecond'),
      cpuMicros: of('cpuMicros'),
      firstByteP50: of('firstByteP50'),
      firstByteP99: of('firstByteP99'),
      totalP50: of('totalP50'),
      totalP99: of('totalP99'),
      wrong: Math.max(...runs.map((it) => it.wrong)),
      busy: of('busy'),
    }
  })
}

/** Prints rows; the first of them is what the others are compared with. */
export function show(title: string, rows: Row[]): void {
  const [bare] = rows
  console.log(`\n${title}`)
  console.table(
    Object.fromEntries(
      rows.map((it) => [
        it.name,
        {
          'requests/s': Math.round(it.perSecond),
          'ratio to first': Number((it.perSecond / (bare?.perSecond ?? 1)).toFixed(2)),
          'CPU µs/request': Math.round(it.cpuMicros),
          'first byte p50 ms': Number(it.firstByteP50.toFixed(3)),
          'first byte p99 ms': Number(it.firstByteP99.toFixed(3)),
          'added p50 ms': Number((it.firstByteP50 - (bare?.firstByteP50 ?? 0)).toFixed(3)),
          'added p99 ms': Number((it.firstByteP99 - (bare?.firstByteP99 ?? 0)).toFixed(3)),
          'not 200': it.wrong,
          'load busy': Number(it.busy.toFixed(2)),
        },
      ]),
    ),
  )
}
