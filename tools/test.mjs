// `npm test`: every check of the repository in order, one summary at the end.
// `npm test -- <path>` hands its arguments straight to vitest and runs nothing else.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { findChromium } from './bootstrap/chromium.mjs'
import { root } from './bootstrap/paths.mjs'
import { runCommand } from './test/command.mjs'
import { readResults } from './test/results.mjs'

const minutes = 60_000
const reports = mkdtempSync(join(tmpdir(), 'bailiwick-reports-'))
const filters = process.argv.slice(2)
const bin = join(root, 'node_modules', '.bin')
const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, BAILIWICK_CHROMIUM: findChromium() ?? '' }
if (env.BAILIWICK_CHROMIUM === '') delete env.BAILIWICK_CHROMIUM

const everything = [
  check('Formatting and lint', 'biome', ['check', '.']),
  check('Types', 'tsc', ['-p', '.']),
  check('Types of the console', 'tsc', ['-p', 'packages/console']),
  check('Unused code and dependencies', 'knip', []),
  tests('Unit and edge tests', ['--project', 'unit'], 35 * minutes),
  tests('Browser and stock client', ['--project', 'e2e'], 35 * minutes),
]
const sections = filters.length > 0 ? [tests('Chosen tests', filters, 35 * minutes)] : everything

const summary = []
for (const section of sections) {
  console.log(`\n━━ ${section.title} ${'━'.repeat(Math.max(3, 60 - section.title.length))}\n`)
  const started = Date.now()
  const result = await section.run()
  const seconds = ((Date.now() - started) / 1000).toFixed(1)
  const line = `${result.failed === 0 ? '✓' : '✗'} ${section.title}: ${result.says} (${seconds} s)`
  console.log(`\n${line}`)
  summary.push({ ...result, line })
}
rmSync(reports, { recursive: true, force: true })

const sum = (key) => summary.reduce((total, result) => total + result[key], 0)
console.log(`\n━━ Summary ${'━'.repeat(53)}\n`)
for (const { line, failures } of summary) {
  console.log(line)
  for (const failure of failures) console.log(`    ${failure}`)
}
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`)
process.exitCode = sum('failed') === 0 ? 0 : 1

/** A check that is right or wrong as a whole: wrong counts as one failure, right adds nothing to the number of tests. */
function check(title, command, args) {
  return {
    title,
    run: async () => {
      const ok = await runCommand(command, args, { env, limitMs: 5 * minutes })
      return { passed: 0, failed: ok ? 0 : 1, failures: [], says: ok ? 'clean' : 'problems found' }
    },
  }
}

function tests(title, args, limitMs) {
  return {
    title,
    run: async () => {
      const report = join(reports, `${readdirSync(reports).length}.json`)
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
      const ok = await runCommand('vitest', ['run', ...reporters, ...args], { env, limitMs })
      const results = readResults(existsSync(report) ? report : undefined, ok)
      return { ...results, says: `${results.passed} passed, ${results.failed} failed` }
    },
  }
}
