import { checkDefaults, checkPolicy } from '@bailiwick/policy'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { agree } from '../../tools/record-verdicts/agree.ts'
import { generate } from '../../tools/record-verdicts/generate.ts'
import { openRig, type Rig, type Served } from '../../tools/record-verdicts/rig.ts'

/** Another sample on every run; a red run names the seed, and `npm run record-verdicts -- --seed …` repeats it. */
const seed = Number(process.env.BAILIWICK_VERDICT_SEED ?? Date.now() % 1_000_000)
const enough = 40
/** A slow machine asks fewer. */
const deadlineMs = 12_000

let rig: Rig
beforeAll(async () => {
  rig = await openRig('0.169.0')
})
afterAll(() => rig?.close())

test(`documents nobody has seen get the verdict of the binary (seed ${seed})`, async () => {
  console.log(`verdicts: seed ${seed}`)
  const left = generate(seed, enough)
  const wrong: unknown[] = []
  const until = Date.now() + deadlineMs
  let asked = 0
  const work = async () => {
    for (let document = left.pop(); document !== undefined && Date.now() < until; document = left.pop()) {
      const answer = await rig.ask({ requirements: [document] }, false)
      const { verdict } = checkPolicy(document)
      asked++
      if (!agree(answer, verdict)) wrong.push({ document, client: answer, engine: verdict })
    }
  }
  await Promise.all([work(), work()])
  expect(wrong).toEqual([])
  expect(asked).toBeGreaterThan(5)
})

const nasty = [
  'permissions = { filesystem = { deny_read = ["/**/.env"] } }',
  'permissions = { filesystem = { deny_read = ["~/.ssh/**"] } }',
  'hooks = { PreToolUse = [{ hooks = [{ type = "prompt" }] }] }',
  'application = { network = {} }',
  'in_app_browser = [true]\nallowed_sandbox_modes = [{ read-only = {} }]',
]
test.each(nasty)('a session under `%s` goes as the engine says', async (document) => {
  const answer = await rig.ask({ requirements: [document] }, true)
  expect(answer.verdict, answer.words).toBe(checkPolicy(document).verdict)
})

const provider = 'model_provider = "ours"\n[model_providers.ours]\nname = "Ours"\nbase_url = "{url}"\n'
const defaults: [string, Served & { defaults: string[] }][] = [
  ['that work', { requirements: [provider], defaults: ['model = "acme-coder"\n'], bare: true }],
  ['of a wrong type', { requirements: [provider], defaults: ['model = 7\n'], bare: true }],
  ['that name no provider', { requirements: [], defaults: ['model_provider = "nowhere"\n'], bare: true }],
  ['that sign everybody out', { requirements: [provider], defaults: ['forced_login_method = "api"\n'], bare: true }],
]
test.each(defaults)('managed defaults %s', async (_what, served) => {
  const answer = await rig.ask(served, true)
  const [policy = ''] = served.requirements
  expect(answer.verdict, answer.words).toBe(checkDefaults(served.defaults.join(''), { policy }).verdict)
})

test('the client from before the bundle has verdicts of its own', async () => {
  const older = await openRig('0.130.0')
  try {
    for (const document of ['otel = 7', 'permissions = { filesystem = { deny_read = ["~/.ssh"] } }']) {
      const answer = await older.ask({ requirements: [document] }, true)
      expect(answer.verdict, answer.words).toBe(checkPolicy(document, { client: '0.130.0' }).verdict)
    }
  } finally {
    await older.close()
  }
})
