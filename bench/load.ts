import { serveParent } from './child.ts'
import { RawClient } from './raw-client.ts'

/** What the load process is asked to do. */
export interface Load {
  port: number
  /** Whole requests; each connection goes through all of them in turn. */
  requests: Buffer[]
  connections: number
  seconds: number
  /** A new connection for each request. */
  fresh: boolean
  /** Speaks TLS and trusts this. */
  ca?: string | undefined
}

export interface LoadResult {
  requests: number
  seconds: number
  /** Answers that were not 200. */
  wrong: number
  firstByteMs: { p50: number; p99: number }
  totalMs: { p50: number; p99: number }
  /** Share of one core that this process used. */
  busy: number
}

async function run({ port, requests, connections, seconds, fresh, ca }: Load): Promise<LoadResult> {
  const buffers = requests.map((it) => Buffer.from(it))
  const firstBytes: number[] = []
  const totals: number[] = []
  let wrong = 0
  let next = 0
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  const until = startedAt + seconds * 1000
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = new RawClient(port, fresh, ca)
      while (performance.now() < until) {
        const bytes = buffers[next++ % buffers.length]
        if (!bytes) break
        const { status, firstByteMs, totalMs } = await client.send(bytes)
        if (status !== 200) wrong++
        firstBytes.push(firstByteMs)
        totals.push(totalMs)
      }
      client.close()
    }),
  )
  const elapsed = (performance.now() - startedAt) / 1000
  const used = process.cpuUsage(cpu)
  return {
    requests: totals.length,
    seconds: elapsed,
    wrong,
    firstByteMs: percentiles(firstBytes),
    totalMs: percentiles(totals),
    busy: (used.user + used.system) / 1e6 / elapsed,
  }
}

function percentiles(values: number[]): { p50: number; p99: number } {
  const sorted = Float64Array.from(values).sort()
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { p50: at(0.5), p99: at(0.99) }
}

serveParent(
  { ready: true },
  async () => undefined,
  (question) => run(question as Load), // the only question that main.ts asks it
)
