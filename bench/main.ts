import { cpus, loadavg, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import type { FleetReport } from '../packages/cli/src/fleet/fleet.ts'
import { showAccess } from './access.ts'
import { startChild } from './child.ts'
import { size } from './company.ts'
import { showEvidence } from './evidence.ts'
import type { Herd } from './fleet.ts'
import type { PolicyFigures } from './policies.ts'
import { showScale } from './scale.ts'
import { showScim } from './scim.ts'
import { compareTargets, type Row, show, type Target } from './tables.ts'
import { showTokens } from './tokens.ts'

/**
 * Measures the two hot paths against bare node:http in the same run: policy delivery and the model gateway. Prints figures; asserts
 * nothing. `npm run bench -- --seconds 5 --rounds 3 --only delivery`.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string' },
    people: { type: 'string', default: '100000' },
    facts: { type: 'string', default: '200000' },
    synced: { type: 'string', default: '10000' },
  },
})
const seconds = Number(values.seconds)
const rounds = Number(values.rounds)

console.log(
  `${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, load average ${loadavg()[0]?.toFixed(1)} before the run`,
)
const scim = { people: Number(values.people), synced: Number(values.synced), atOnce: 8 }
if (values.only === 'scim') {
  await showScim(scim)
  process.exit(0)
}
if (values.only === 'access') {
  showAccess({ people: Number(values.people), rounds })
  process.exit(0)
}
if (values.only === 'evidence') {
  await showEvidence(Number(values.facts))
  process.exit(0)
}
const { child: load } = await startChild('load.ts')
const compare = (targets: Target[], connections: number, fresh = false) =>
  compareTargets({ load, seconds, rounds }, targets, connections, fresh)
// A company of its own, in other processes: the rest is not started for it.
if (values.only === 'scale') {
  await showScale({ load, seconds, rounds })
  await load.stop()
  process.exit(0)
}
if (values.only === 'tokens') {
  await showTokens({ load, seconds, rounds })
  await load.stop()
  process.exit(0)
}
const model = await startChild<{ port: number }>('bare.ts', ['model'])
const ours = await startChild<{ port: number; tokens: string[]; bundle: string }>('ours.ts', [
  `http://127.0.0.1:${model.ready.port}/v1`,
])
const bundle = Buffer.from(ours.ready.bundle)
const bytes = await startChild<{ port: number }>('bare.ts', ['bytes', bundle.toString('base64')])
const bareProxy = await startChild<{ port: number }>('bare.ts', ['proxy', String(model.ready.port)])

const { tokens } = ours.ready
const clientHeaders = (token: string) =>
  `host: 127.0.0.1\r\nauthorization: Bearer ${token}\r\nchatgpt-account-id: 00000000-0000-0000-0000-000000000000\r\nuser-agent: codex_exec/0.169.0 (Debian 12.0.0; x86_64) xterm-256color\r\n`
const bundleCalls = tokens.map((token) =>
  Buffer.from(`GET /backend-api/wham/config/bundle HTTP/1.1\r\n${clientHeaders(token)}accept: */*\r\n\r\n`),
)
// As large as a first turn of the stock client: its instructions and tools.
const turn = JSON.stringify({
  model: 'acme-coder',
  stream: true,
  store: false,
  input: [{ type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'x'.repeat(60_000) }] }],
})
const turnCalls = tokens.map((token) =>
  Buffer.from(
    `POST /v1/responses HTTP/1.1\r\n${clientHeaders(token)}accept: text/event-stream\r\ncontent-type: application/json\r\ncontent-length: ${turn.length}\r\n\r\n${turn}`,
  ),
)

/** Devices of a herd: what the ephemeral ports of one machine and two processes on it bear. */
const herdSize = 5_000

const bareBytes: Target = { name: 'bare node:http', child: bytes.child, port: bytes.ready.port, requests: bundleCalls }
const delivery: Target = { name: 'Bailiwick', child: ours.child, port: ours.ready.port, requests: bundleCalls }
const direct: Target = { name: 'model, direct', child: model.child, port: model.ready.port, requests: turnCalls }
const plain: Target = {
  name: 'through a bare node:http proxy',
  child: bareProxy.child,
  port: bareProxy.ready.port,
  requests: turnCalls,
}
const gateway: Target = { name: 'through Bailiwick', child: ours.child, port: ours.ready.port, requests: turnCalls }

console.log(
  `${size.people} people, ${size.policies} policies; bundle ${bundle.length} bytes, turn ${turn.length} bytes; medians of ${rounds} x ${seconds} s`,
)
const tables: { part: string; title: string; run: () => Promise<Row[]> }[] = [
  { part: 'delivery', title: 'Policy delivery, kept connections (50)', run: () => compare([bareBytes, delivery], 50) },
  {
    part: 'delivery',
    title: 'Policy delivery, a connection for each request as the stock client does it (50 at a time)',
    run: () => compare([bareBytes, delivery], 50, true),
  },
  { part: 'gateway', title: 'Model gateway, one call at a time', run: () => compare([direct, plain, gateway], 1) },
  { part: 'gateway', title: 'Model gateway, 16 calls at a time', run: () => compare([direct, plain, gateway], 16) },
]
for (const { part, title, run } of tables) if (!values.only || values.only === part) show(title, await run())
if (!values.only || values.only === 'fleet') await showFleet()
if (!values.only || values.only === 'policies') await showPolicies()

for (const { child } of [ours, model, bytes, bareProxy]) await child.stop()
if (!values.only) {
  await showScale({ load, seconds, rounds })
  await showTokens({ load, seconds, rounds })
}
await load.stop()
if (!values.only) await showScim(scim)
if (!values.only) await showEvidence(Number(values.facts))

/** Every device of a company starts at the same moment, as after an outage: a connection each, and the client's own attempts. */
async function showFleet(): Promise<void> {
  const { child: fleet } = await startChild('fleet.ts')
  const rows: Record<string, object> = {}
  const herds = [
    { name: 'bare node:http', target: bytes },
    { name: 'Bailiwick', target: ours },
  ]
  for (let round = 0; round < rounds; round++) {
    for (const { name, target } of herds) {
      const before = await target.child.ask<NodeJS.CpuUsage>({ cpu: true })
      const url = `http://127.0.0.1:${target.ready.port}/backend-api/wham/config/bundle`
      const herd: Herd = { urls: [url], tokens: [...tokens], devices: herdSize }
      const report = await fleet.ask<FleetReport>(herd)
      const after = await target.child.ask<NodeJS.CpuUsage>({ cpu: true })
      rows[`${name}, round ${round + 1}`] = {
        devices: report.devices,
        'have their policy': report.started,
        'with the first request': report.atOnce,
        'starts/s': report.startsPerSecond,
        'p50 ms': report.p50,
        'p99 ms': report.p99,
        'CPU µs/start': Math.round((after.user + after.system - before.user - before.system) / report.devices),
      }
    }
  }
  console.log(`\nCold start of ${herdSize} devices at once; the fleet shares this machine's cores`)
  console.table(rows)
  await fleet.stop()
}

/** Decisions, impact and checks for a large company in memory, beside the same work without us. */
async function showPolicies(): Promise<void> {
  const { child } = await startChild('policies.ts', [], ['--expose-gc'])
  const it = await child.ask<PolicyFigures>({})
  await child.stop()
  const round = (value: number) => Number(value.toFixed(2))
  console.log('\n100,000 people in 1,000 groups, 500 rules, 100 policies; the best of several runs')
  console.table({
    'decide, µs': { figure: round(it.decideMicros), 'without us': round(it.plainMicros), what: 'the rules asked in order' },
    'decide and explain, µs': { figure: round(it.decideAndExplainMicros), 'without us': round(it.plainMicros), what: 'the same' },
    'answer a command, µs': { figure: round(it.evaluateMicros), 'without us': '', what: '' },
    'impact of a reorder, ms': {
      figure: round(it.impactMs),
      'without us': round(it.impactPlainMs),
      what: `the rules asked twice; ${it.impactMoved} people move`,
    },
    'the same with names and meaning, ms': {
      figure: round(it.completeMs),
      'without us': '',
      what: `${it.completeMoves} ways to move; ${round(it.completeMs / it.impactMs)} times the comparison alone`,
    },
    'and once the policies are known, ms': {
      figure: round(it.completeAgainMs),
      'without us': '',
      what: `${round(it.completeAgainMs / it.impactMs)} times`,
    },
    'check 1,000 rules, ms': {
      figure: round(it.checkMs),
      'without us': round(it.parseMs),
      what: `parsing alone of ${it.checkBytes} bytes`,
    },
    'members in memory, MiB': { figure: round(it.membersMb), 'without us': '', what: '' },
  })
}
