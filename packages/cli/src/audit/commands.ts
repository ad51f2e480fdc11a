import { createReadStream } from 'node:fs'
import { type Expected, type Verdict, verifyExport } from './verify.ts'

export interface VerifyOptions {
  head?: string
  headPosition?: string
  expectCount?: string
  json?: boolean
}

/** Exit codes: 0 intact, 1 broken, 2 unreadable or asked wrongly, 3 it cannot be told. */
export async function verifyFile(file: string, options: VerifyOptions): Promise<void> {
  const wrong = wrongUse(options)
  if (wrong) {
    process.stderr.write(`${wrong}\n`)
    process.exitCode = 2
    return
  }
  const input = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 1024 * 1024 })
  const verdict = await verifyExport(input, expectedOf(options))
  process.stdout.write(options.json ? `${JSON.stringify(verdict)}\n` : say(verdict))
  process.exitCode = { intact: 0, broken: 1, unreadable: 2, undecided: 3 }[verdict.verdict]
}

/** What is wrong with the flags. A mistyped head must not look like a log that was altered. */
function wrongUse({ head, headPosition, expectCount }: VerifyOptions): string | undefined {
  if (head !== undefined && !/^[0-9a-f]{64}$/i.test(head)) {
    return `--head takes the 64 hexadecimal digits of a head; “${head}” is none. Nothing was verified.`
  }
  if (headPosition !== undefined && head === undefined) return '--head-position needs --head: the hash that stood there.'
  const numbers = { '--head-position': headPosition, '--expect-count': expectCount }
  const bad = Object.entries(numbers).find(([, value]) => value !== undefined && !/^\d{1,15}$/.test(value))
  return bad && `${bad[0]} takes a whole number; “${bad[1]}” is none. Nothing was verified.`
}

function expectedOf({ head, headPosition, expectCount }: VerifyOptions): Expected {
  const number = (text: string | undefined) => (text === undefined ? undefined : Number(text))
  return { head, headPosition: number(headPosition), count: number(expectCount) }
}

function say(it: Verdict): string {
  if (it.verdict === 'unreadable') return `Unreadable: ${it.because}.\n`
  if (it.verdict === 'undecided') return `It cannot be told: ${it.because}.\n`
  if (it.verdict === 'broken') {
    const place = it.position === null ? `line ${it.line}` : `line ${it.line}, position ${it.position}`
    return `BROKEN at ${place}: ${it.because}.\nWhat comes before this line holds; what comes after was not looked at.\n`
  }
  const { count, from, to, head, workspace_id } = it.header
  return [
    `Intact: ${count} fact(s) of workspace ${workspace_id}, positions ${from} to ${to}.`,
    ...(it.headAt === null
      ? []
      : [`The head that you gave stands at position ${it.headAt}${it.headAt === to ? ', the end' : ''}.`]),
    `Head: ${head}`,
    'This does not show:',
    ...notShown(it).map((line) => `  - ${line}`),
    '',
  ].join('\n')
}

function notShown({ header: { from, to }, headAt, erased }: Extract<Verdict, { verdict: 'intact' }>): string[] {
  const byHashes = 'by somebody who can compute hashes: give --head with a'
  return [
    ...(headAt === null
      ? [`whether the end was cut, or everything written anew ${byHashes} hash that you kept elsewhere`]
      : headAt < to
        ? [`whether what comes after position ${headAt} was cut or written anew ${byHashes} later hash that you kept`]
        : []),
    ...(from > 1 ? [`anything before position ${from}: compare its \`previous\` with an earlier export`] : []),
    ...(erased > 0
      ? [`what ${erased} erased payload(s) said; that something was erased is shown, by whom is a fact of its own`]
      : []),
    'whether what was recorded is true, and what never became a fact',
  ]
}
