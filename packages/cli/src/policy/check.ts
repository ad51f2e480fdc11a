import { checkPolicy, type Problem } from '@bailiwick/policy'
import { judgeFor } from './client-version.ts'
import { type GivenDocument, readDocument } from './read-document.ts'
import { complain, counted, paint, say, tone } from './say.ts'

/** What `--json` prints of each file, on one line. */
export interface Judged {
  file: string
  verdict: 'accepted' | 'refused'
  problems: { severity: Problem['severity']; code: Problem['code']; line: number; column: number; message: string; fix: string }[]
}

/**
 * `bailiwick policy check`: each document as the only one a client is served. A document under which no session works counts as
 * refused. Exit code 0: all accepted; 1: one refused; 2: a file cannot be read (the others are judged all the same).
 */
export async function checkFiles(files: readonly string[], options: { client?: string; json?: true }): Promise<void> {
  const judged: Judged[] = []
  let unreadable = 0
  for (const file of files) {
    const document = await readDocument(file)
    if ('unreadable' in document) {
      unreadable++
      complain(document.unreadable)
      continue
    }
    const result = judge(document, options.client)
    judged.push(result)
    if (options.json) say(JSON.stringify(result))
    else show(result)
  }
  if (!options.json && judged.length > 0) say(summary(judged))
  process.exitCode = unreadable > 0 ? 2 : judged.some(({ verdict }) => verdict === 'refused') ? 1 : 0
}

/** The client's verdict on one document, in the words of the command. */
export function judge({ file, contents, badByte }: GivenDocument, version: string | undefined): Judged {
  const { client, warning } = judgeFor(version)
  const { verdict, problems } = badByte ? { verdict: 'refused', problems: [notUtf8(badByte)] } : checkPolicy(contents, { client })
  return {
    file,
    verdict: verdict === 'accepted' ? 'accepted' : 'refused',
    problems: [...(warning ? [...problems, warning] : problems)].map(({ severity, code, line, column, message, fix = '' }) => ({
      severity,
      code,
      line,
      column,
      message,
      fix,
    })),
  }
}

const notUtf8 = (place: { line: number; column: number }): Problem => ({
  severity: 'error',
  code: 'toml_syntax',
  message: 'This is not UTF-8 text: the client refuses it.',
  fix: 'Save the file as UTF-8.',
  ...place,
})

/** One line for each problem, which editors and terminals can follow, and the verdict. */
export function show({ file, verdict, problems }: Judged, print: (line: string) => void = say): void {
  for (const { severity, code, line, column, message, fix } of problems) {
    print(
      `${paint('strong', `${file}:${line}:${column}`)}: ${paint(tone[severity], severity)}: ${message} ${paint('faint', `[${code}]`)}`,
    )
    if (fix) print(`    ${paint('faint', 'fix:')} ${fix}`)
  }
  print(`${paint('strong', file)}: ${paint(verdict === 'accepted' ? 'good' : 'bad', verdict)}`)
}

function summary(judged: readonly Judged[]): string {
  const refused = judged.filter(({ verdict }) => verdict === 'refused').length
  const all = judged.flatMap(({ problems }) => problems)
  const of = (severity: Problem['severity']) => all.filter((problem) => problem.severity === severity).length
  return [
    `${counted(judged.length, 'document')}: ${judged.length - refused} accepted, ${refused} refused`,
    `(${counted(of('error'), 'error')}, ${counted(of('warning'), 'warning')}, ${counted(of('info'), 'note')})`,
  ].join(' ')
}
