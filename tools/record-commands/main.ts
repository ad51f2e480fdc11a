// Asks the unmodified client what it does with each command of cases.json, and records it beside the evaluation:
//   npm ci --prefix dev/stock-client && node tools/record-commands/main.ts
import { readFileSync, writeFileSync } from 'node:fs'
import { runUnder } from './rig.ts'

interface Case {
  about: string
  policy: string
  commands: string[]
}

const cases: Case[] = JSON.parse(readFileSync(new URL('./cases.json', import.meta.url), 'utf8'))
const target = new URL('../../packages/policy/src/evaluate/recorded-commands.json', import.meta.url)
const recorded = []
for (const { about, policy, commands } of cases) {
  const calls = commands.map((cmd) => ({ cmd, yield_time_ms: 500 }))
  // Without a sandbox nothing but a rule can refuse, and approvals are never asked for.
  const args = ['exec', '--skip-git-repo-check', '-s', 'danger-full-access', 'Go on']
  const { outputs, stderr } = await runUnder(policy, { args, calls })
  if (outputs.length !== commands.length) throw new Error(`${about}: ${outputs.length} of ${commands.length} answers\n${stderr}`)
  recorded.push({ about, policy, commands: commands.map((command, index) => [command, ...verdictOf(outputs[index] ?? '')]) })
}
writeFileSync(target, `${JSON.stringify({ client: '0.169.0', cases: recorded }, null, 2)}\n`)
console.log(`recorded ${recorded.flatMap(({ commands }) => commands).length} commands`)

/** The client's verdict, and the reason it gives after "rejected: ". */
function verdictOf(output: string): [string] | [string, string] {
  if (!output.includes('Rejected(')) return ['runs']
  if (output.includes('approval required by policy')) return ['prompt']
  return ['forbidden', /rejected: ((?:(?!rejected: ).)*?)\\*"\)\\?"? }$/s.exec(output)?.[1] ?? output]
}
