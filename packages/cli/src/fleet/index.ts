import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { sayReport, startFleet } from './fleet.ts'

interface Options {
  devices: string
  spread: string
  tokens?: string
  ca?: string
  json?: boolean
  yesLoadThisServer?: boolean
}

const most = 200_000

/** `bailiwick fleet`: how a server survives every device of the company starting at once. */
export function registerFleet(program: Command): void {
  program
    .command('fleet <address>')
    .description('Start simulated devices against a server: its address with --tokens, or an enrolment address')
    .option('--devices <n>', 'how many', '1000')
    .option('--spread <seconds>', 'over how long they start; 0 is all at once', '0')
    .option('--tokens <file>', 'access tokens, one per line; without it the address must be an enrolment address')
    .option('--ca <file>', 'certificate of a private authority')
    .option('--json', 'answer as one JSON object')
    .option('--yes-load-this-server', 'needed for a server on another machine')
    .action(fleet)
}

async function fleet(address: string, options: Options): Promise<void> {
  const problem = problemOf(address, options)
  if (problem) {
    process.stderr.write(`${problem}\n`)
    process.exitCode = 2
    return
  }
  const tokens = options.tokens ? lines(options.tokens) : [null]
  const path = options.tokens ? 'backend-api/wham/config/bundle' : 'codex/config/bundle'
  const url = new URL(path, address.endsWith('/') ? address : `${address}/`)
  const ca = options.ca ? readFileSync(options.ca, 'utf8') : undefined
  const devices = Number(options.devices)
  const showAt = Math.max(1, Math.floor(devices / 20))
  const onProgress = (through: number) => {
    if (process.stderr.isTTY && (through % showAt === 0 || through === devices))
      process.stderr.write(`\r${through} of ${devices} `)
  }
  const asked = { askings: tokens.map((token) => ({ url, token, ca })), devices, spreadMs: Number(options.spread) * 1_000 }
  const report = await startFleet(asked, onProgress)
  if (process.stderr.isTTY) process.stderr.write('\r')
  process.stdout.write(`${options.json ? JSON.stringify(report) : sayReport(report)}\n`)
  process.exitCode = report.started === report.devices ? 0 : 1
}

function problemOf(address: string, { devices, spread, yesLoadThisServer }: Options): string | undefined {
  if (!URL.canParse(address)) return `“${address}” is not an address.`
  const { hostname } = new URL(address)
  const here = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname)
  if (!here && !yesLoadThisServer) return `${hostname} is another machine. Say --yes-load-this-server if it is yours to load.`
  const count = Number(devices)
  if (!Number.isInteger(count) || count < 1 || count > most) return `--devices takes a number from 1 to ${most}.`
  if (!(Number(spread) >= 0)) return '--spread takes a number of seconds.'
  return undefined
}

const lines = (file: string) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .map((it) => it.trim())
    .filter((it) => it !== '')
