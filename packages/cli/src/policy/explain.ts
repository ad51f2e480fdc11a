import { type Explained, explainPolicy } from '@bailiwick/policy'
import { acceptedDocument } from './accepted.ts'
import { paint, say } from './say.ts'

interface Options {
  client?: string
  json?: true
}

const headings: [effect: Explained['effect'], heading: string][] = [
  ['limits', 'Limits'],
  ['allows', 'Allows'],
  ['sets', 'Sets'],
  ['no_effect', 'Without effect'],
  ['missing', 'Not limited by this policy'],
]

/** `bailiwick policy explain`: a policy as sentences, by what they do. `--json` prints one list. */
export async function explainFile(file: string, options: Options): Promise<void> {
  const contents = await acceptedDocument(file, options)
  if (contents === undefined) return
  const explained = explainPolicy(contents)
  if (options.json) return say(JSON.stringify(explained))
  for (const [effect, heading] of headings) {
    const sentences = explained.filter((it) => it.effect === effect)
    if (sentences.length === 0) continue
    say(paint('strong', heading))
    for (const { sentence, line } of sentences) say(`  ${sentence}${line === undefined ? '' : paint('faint', ` (line ${line})`)}`)
  }
}
