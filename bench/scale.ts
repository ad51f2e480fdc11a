import { loadavg } from 'node:os'
import type { FleetReport } from '../packages/cli/src/fleet/fleet.ts'
import { type Child, startChild } from './child.ts'
import type { Herd } from './fleet.ts'
import { largeSize } from './large-company.ts'
import type { ScaleDatabase } from './scale-database.ts'
import type { ScaleMemory } from './scale-server.ts'
import { showSteps } from './scale-steps.ts'
import { compareTargets, type Runs, show, type Target } from './tables.ts'

/** A large company on the real server: start, memory, delivery and the herd with and without TLS, and what its people ask of it. */
export async function showScale(runs: Runs): Promise<void> {
  const database = await startChild<ScaleDatabase>('scale-database.ts')
  const { databaseUrl, folder, company, tls, fillSeconds } = database.ready
  const startedAt = performance.now()
  const args = [databaseUrl, folder, tls.certPem, tls.keyPem]
  const server = await startChild<{ port: number; securePort: number }>('scale-server.ts', args, ['--expose-gc'])
  const startMs = performance.now() - startedAt
  const children: Child[] = [server.child]
  try {
    const { port, securePort } = server.ready
    const memory = await server.child.ask<ScaleMemory>({ memory: true })
    const { people, groups, rules, policies } = largeSize
    console.log(
      `\n${people} people in ${groups} groups (four each), ${rules} rules, ${policies} policies, ${people} sign-ins and devices; filled in ${fillSeconds.toFixed(1)} s; load average ${loadavg()[0]?.toFixed(1)}`,
    )
    console.table({
      'start of the process until it answers, ms': Math.round(startMs),
      'heap, MiB': Math.round(memory.heapMb),
      'resident, MiB': Math.round(memory.rssMb),
    })
    await showSteps({ child: server.child, port, ...company })
    const bundle = await fetchBundle(port, company.tokens[0] ?? '')
    const bare = await startBare(bundle)
    const bareTls = await startBare(bundle, JSON.stringify({ cert: tls.certPem, key: tls.keyPem }))
    children.push(bare.child, bareTls.child)
    const requests = company.tokens.slice(0, 1_000).map(bundleCall)
    const target = (name: string, child: Child, port: number, ca?: string): Target => ({
      name,
      child,
      port,
      requests,
      ...(ca !== undefined && { ca }),
    })
    const open = [target('bare node:http', bare.child, bare.port), target('Bailiwick', server.child, port)]
    const closed = [
      target('bare node:https', bareTls.child, bareTls.port, tls.caPem),
      target('Bailiwick with TLS', server.child, securePort, tls.caPem),
    ]
    await showHerd(Math.min(2, runs.rounds), company.tokens, open, closed)
    const many = 'a connection for each request (50 at a time)'
    show(`Delivery in a large company, ${many}`, await compareTargets(runs, open, 50, true))
    show('The same with TLS: a whole handshake each', await compareTargets(runs, closed, 50, true))
    const later = await server.child.ask<ScaleMemory>({ memory: true })
    console.log(`Afterwards: heap ${Math.round(later.heapMb)} MiB, resident ${Math.round(later.rssMb)} MiB`)
  } finally {
    for (const child of children) await child.stop()
    await database.child.stop()
  }
}

async function startBare(bundle: string, certificate = '') {
  const { child, ready } = await startChild<{ port: number }>('bare.ts', [
    'bytes',
    Buffer.from(bundle).toString('base64'),
    certificate,
  ])
  return { child, port: ready.port }
}

const path = '/backend-api/wham/config/bundle'
const bundleCall = (token: string) =>
  Buffer.from(
    `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}\r\nuser-agent: codex_exec/0.169.0 (Debian 12.0.0; x86_64) xterm-256color\r\naccept: */*\r\n\r\n`,
  )

async function fetchBundle(port: number, token: string): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization: `Bearer ${token}` } })
  if (!answer.ok) throw new Error(`the bundle was refused: ${answer.status}`)
  return answer.text()
}

/** Every device at once; in the first round the server has verified none of their tokens yet, as after an outage. */
async function showHerd(rounds: number, tokens: string[], open: Target[], closed: Target[]): Promise<void> {
  const { child: fleet } = await startChild('fleet.ts')
  const rows: Record<string, object> = {}
  for (let round = 1; round <= rounds; round++) {
    for (const { name, child, port, ca } of [...open.toReversed(), ...closed]) {
      const before = await child.ask<NodeJS.CpuUsage>({ cpu: true })
      const urls = [`${ca === undefined ? 'http' : 'https'}://127.0.0.1:${port}${path}`]
      const herd: Herd = { urls, tokens: [...tokens], devices: tokens.length, ca }
      const report = await fleet.ask<FleetReport>(herd)
      const after = await child.ask<NodeJS.CpuUsage>({ cpu: true })
      rows[`${name}, round ${round}`] = {
        'have their policy': report.started,
        'with the first request': report.atOnce,
        'starts/s': report.startsPerSecond,
        'p50 ms': report.p50,
        'p99 ms': report.p99,
        'slowest ms': report.slowest,
        'CPU µs/start': Math.round((after.user + after.system - before.user - before.system) / report.devices),
      }
    }
  }
  console.log(`\nCold start of ${tokens.length} devices at once; the fleet shares this machine's cores`)
  console.table(rows)
  await fleet.stop()
}
