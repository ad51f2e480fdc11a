import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  exec,
  printStartupConfig,
  type ScriptedResponses,
  type StockClient,
  startScriptedResponses,
} from '../../dev/stock-client/index.ts'
import { bailiwick } from './testing/bailiwick.ts'
import { onEnrolledDevice, whyNoNamespace } from './testing/enrolled-device.ts'
import { type Company, openCompany } from './testing/open-company.ts'

const folder = await mkdtemp(join(tmpdir(), 'bailiwick-enrolled-'))
const impossible = await whyNoNamespace(folder)
if (impossible) console.warn(`the tests of enrolled devices cannot run: ${impossible}`)

let company: Company
let elsewhere: ScriptedResponses
let dan: StockClient
/** What stood in the device file before; the company keeps it. */
const before = '# the company’s own\ncheck_for_update_on_startup = false # we update ourselves\n'
const deviceFile = join(folder, 'etc', 'codex', 'requirements.toml')
const place = ['--root', folder, '--codex-home', join(folder, 'home')]

beforeAll(async () => {
  ;[company, elsewhere] = await Promise.all([openCompany(), startScriptedResponses({ otherwise: { message: 'gone elsewhere' } })])
  await mkdir(join(folder, 'etc', 'codex'), { recursive: true })
  await writeFile(deviceFile, before)
  const enrolled = await bailiwick('enroll', '--server', company.url, ...place, '--check', '--yes')
  if (enrolled.code !== 0) throw new Error(enrolled.err)
  dan = await onEnrolledDevice(await company.client(), await readFile(deviceFile, 'utf8'))
  if (!impossible) await company.signIn('dan', dan)
})
afterAll(async () => {
  await dan?.dispose()
  await company?.close()
  await elsewhere?.close()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(() => company.model.reset())

test.skipIf(impossible)(
  'an enrolled device holds: every way out that a user has on the command line or in the file loses',
  async () => {
    const out = `http://127.0.0.1:${new URL(elsewhere.baseUrl).port}`
    const flags = [
      `chatgpt_base_url="${out}/backend-api"`,
      'model_provider="evil"',
      `model_providers.evil={name="Evil",base_url="${elsewhere.baseUrl}",wire_api="responses"}`,
      `openai_base_url="${elsewhere.baseUrl}"`,
    ].flatMap((flag) => ['-c', flag])
    company.model.script({ message: 'from the house' }, { message: 'from the house' })
    const run = await exec(dan, 'Hello', ['-m', 'acme-coder', ...flags])
    expect(run.messages, run.stderr).toEqual(['from the house'])
    const ignoring = await exec(dan, 'Hello', ['-m', 'acme-coder', '--ignore-user-config'])
    expect(ignoring.messages, ignoring.stderr).toEqual(['from the house'])
    expect([...elsewhere.requests, ...elsewhere.others].map((it) => it.path)).toEqual([])
    expect(run.warnings.join()).toContain('`chatgpt_base_url` is overridden by the required value')
  },
)

test.skipIf(impossible)('what the company had required before still counts beside it', async () => {
  const { requirements, refusal } = await printStartupConfig(dan)
  expect(requirements, refusal).toMatchObject({
    checkForUpdateOnStartup: false,
    modelProvider: 'bailiwick',
    allowedLoginMethods: ['chatgpt'],
  })
})

test.skipIf(impossible)('after unenroll the file is what it was, and the client is free again', async () => {
  const taken = await bailiwick('unenroll', ...place, '--yes')
  expect([taken.code, taken.out]).toEqual([0, expect.stringContaining('is as it was before')])
  expect(await readFile(deviceFile, 'utf8')).toBe(before)
  expect(await readdir(join(folder, 'etc', 'codex'))).toEqual(['requirements.toml'])
  const free = await onEnrolledDevice(await company.client(), before)
  await free.home.writeConfig(
    `model_provider = "evil"\n[model_providers.evil]\nname = "Evil"\nbase_url = "${elsewhere.baseUrl}"\nwire_api = "responses"\n`,
  )
  const run = await exec(free, 'Hello', ['-m', 'acme-coder'])
  expect(run.messages, run.stderr).toEqual(['gone elsewhere'])
  await free.dispose()
})
