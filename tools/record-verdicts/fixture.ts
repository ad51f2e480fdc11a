import { readFile, writeFile } from 'node:fs/promises'
import type { Answer, Client } from './rig.ts'

/** What the binary made of documents, as the tests of the engine read it. */
interface Recorded {
  client: string
  documents: [document: string, verdict: string][]
  bundles: unknown[]
  older: [document: string, verdict: string][]
  defaults: [document: string, verdict: string][]
}

const path = new URL('../../packages/policy/src/fixtures/recorded-verdicts.json', import.meta.url)

/** Adds documents to the recorded ones, or replaces what is recorded of them. */
export async function addToFixture(
  client: Client,
  what: 'policy' | 'defaults',
  answers: ReadonlyMap<string, Answer>,
): Promise<void> {
  const recorded = JSON.parse(await readFile(path, 'utf8')) as Recorded // this tool writes it
  const list = what === 'defaults' ? 'defaults' : client === '0.130.0' ? 'older' : 'documents'
  const all = new Map((recorded[list] ?? []).map(([document, verdict]) => [document, verdict]))
  for (const [document, { verdict }] of answers) if (!(verdict === 'loads' && all.has(document))) all.set(document, verdict)
  recorded[list] = [...all]
  await writeFile(path, `${lines(recorded)}\n`)
}

/** One document a line: what changed can be read. `npm run fix` gives it its final form. */
function lines(recorded: Recorded): string {
  const parts = Object.entries(recorded).map(([key, value]) => {
    if (!Array.isArray(value)) return `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`
    return `  ${JSON.stringify(key)}: [\n${value.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`
  })
  return `{\n${parts.join(',\n')}\n}`
}
