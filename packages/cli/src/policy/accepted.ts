import { judge, show } from './check.ts'
import { readDocument } from './read-document.ts'
import { complain, say } from './say.ts'

/**
 * The text of a document that the client accepts. Otherwise it says why not (to people on stderr, to programs as `policy check --json`
 * does), sets the exit code (1 refused, 2 unreadable) and returns undefined.
 */
export async function acceptedDocument(
  file: string,
  { client, json }: { client?: string; json?: true },
): Promise<string | undefined> {
  const document = await readDocument(file)
  if ('unreadable' in document) {
    complain(document.unreadable)
    process.exitCode = 2
    return undefined
  }
  const judged = judge(document, client)
  if (judged.verdict === 'accepted') return document.contents
  const errors = judged.problems.filter(({ severity }) => severity === 'error')
  if (json) say(JSON.stringify(judged))
  else show({ ...judged, problems: errors }, (line) => process.stderr.write(`${line}\n`))
  process.exitCode = process.exitCode === 2 ? 2 : 1
  return undefined
}
