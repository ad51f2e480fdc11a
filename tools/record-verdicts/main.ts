import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { checkDefaults, checkPolicy } from '../../packages/policy/src/index.ts'
import { agree } from './agree.ts'
import { addToFixture } from './fixture.ts'
import { generate } from './generate.ts'
import { type Answer, type Client, openRig, type Rig } from './rig.ts'

const usage = `npm run record-verdicts -- [--client 0.169.0|0.130.0] [--seed N] [--count N] [--keys a,b] [--careful] [--session]
                                [--defaults] [--file documents.json] [--write all|disagreements]

Asks the unmodified client what it makes of documents, and compares with this engine. Exit 1 when they disagree.
--file is a JSON array of documents; without it they are generated. --session also runs a turn. --write records them.`

const { values } = parseArgs({
  options: {
    client: { type: 'string', default: '0.169.0' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    count: { type: 'string', default: '500' },
    keys: { type: 'string' },
    careful: { type: 'boolean', default: false },
    session: { type: 'boolean', default: false },
    defaults: { type: 'boolean', default: false },
    file: { type: 'string' },
    write: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

if (values.help || (values.client !== '0.169.0' && values.client !== '0.130.0')) {
  console.log(usage)
  process.exit(values.help ? 0 : 2)
}
const client: Client = values.client
const options = { careful: values.careful, ...(values.keys === undefined ? {} : { keys: values.keys.split(',') }) }
const documents: string[] =
  values.file === undefined
    ? generate(Number(values.seed), Number(values.count), options)
    : JSON.parse(readFileSync(values.file, 'utf8'))

const answers = new Map<string, Answer>()
const wrong = new Map<string, Answer>()
const rig = await openRig(client)
try {
  const left = [...new Set(documents)]
  await Promise.all([askAll(left, rig), askAll(left, rig)])
} finally {
  await rig.close()
}
if (values.write === 'all') await addToFixture(client, values.defaults ? 'defaults' : 'policy', answers)
if (values.write === 'disagreements') await addToFixture(client, values.defaults ? 'defaults' : 'policy', wrong)
console.log(`client ${client}, seed ${values.seed}: ${answers.size} documents, ${wrong.size} disagreements`)
process.exitCode = wrong.size > 0 ? 1 : 0

async function askAll(left: string[], from: Rig): Promise<void> {
  for (let document = left.pop(); document !== undefined; document = left.pop()) {
    const served = values.defaults ? { requirements: [], defaults: [document], bare: true } : { requirements: [document] }
    const answer = await from.ask(served, values.session)
    answers.set(document, answer)
    const ours = values.defaults ? checkDefaults(document, { client }) : checkPolicy(document, { client })
    if (agree(answer, ours.verdict)) continue
    wrong.set(document, answer)
    console.log(`the client: ${answer.verdict}, this engine: ${ours.verdict}\n  ${JSON.stringify(document)}\n  ${answer.words}`)
  }
}
