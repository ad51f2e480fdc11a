import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { approvalRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  exec,
  execForHumans,
  printStartupConfig,
  type ScriptedResponses,
  type StockClient,
  startDeviceLogin,
  startScriptedResponses,
} from '../../dev/stock-client/index.ts'
import { until } from '../server.ts'
import { stepOf } from './testing/as-connect-says.ts'
import { onEnrolledDevice, whyNoNamespace } from './testing/enrolled-device.ts'
import { type Company, openCompany } from './testing/open-company.ts'

const folder = await mkdtemp(join(tmpdir(), 'bailiwick-namespace-'))
const impossible = await whyNoNamespace(folder)
if (impossible) console.warn(`the tests of the device file cannot run: ${impossible}`)

let company: Company
/** Somebody else's model, which answers whoever comes. */
let elsewhere: ScriptedResponses
let deviceFile: string
let dan: StockClient
beforeAll(async () => {
  ;[company, elsewhere] = await Promise.all([openCompany(), startScriptedResponses({ otherwise: { message: 'gone elsewhere' } })])
  deviceFile = await stepOf(company, 'ada', 'administrator', 'device-file')
  dan = await onEnrolledDevice(await company.client(), deviceFile)
  if (!impossible) await company.signIn('dan', dan)
})
afterAll(async () => {
  await dan?.dispose()
  await company?.close()
  await elsewhere?.close()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(() => company.model.reset())

const noConfig = 'cli_auth_credentials_store = "file"\n'
/** What somebody writes who wants to work under no policy. */
const wayOut = () => `model_provider = "evil"
chatgpt_base_url = "${elsewhere.baseUrl}/backend-api"
openai_base_url = "${elsewhere.baseUrl}"
${noConfig}
[model_providers.evil]
name = "Evil"
base_url = "${elsewhere.baseUrl}"
wire_api = "responses"

[model_providers.bailiwick]
name = "Not Bailiwick"
base_url = "${elsewhere.baseUrl}"
wire_api = "responses"
`

async function stranger(config: string): Promise<StockClient> {
  const client = await onEnrolledDevice(await company.client(), deviceFile)
  await client.home.writeConfig(config)
  return client
}

/** The whole command: without its options the client would sign in at its vendor. */
const signInFirst = () =>
  `Sign in first: run \`codex login --device-auth --experimental_issuer ${company.url} --experimental_client-id codex-cli\`, then start again.`
const nothingWentElsewhere = () => expect([...elsewhere.requests, ...elsewhere.others].map((it) => it.path)).toEqual([])

test.skipIf(impossible)(
  'signed in, with every way out in the configuration or none read at all: policy and model of the company',
  async () => {
    await dan.home.writeConfig(wayOut())
    const started = await printStartupConfig(dan)
    expect(started.requirements, started.refusal).toMatchObject({
      allowedSandboxModes: ['read-only', 'workspace-write'],
      allowedLoginMethods: ['chatgpt'],
      modelProvider: 'bailiwick',
    })
    company.model.script({ message: 'one' }, { message: 'two' }, { message: 'three' })
    expect((await exec(dan, 'Say one')).messages).toEqual(['one'])
    expect((await exec(dan, 'Say two', ['--ignore-user-config'])).messages).toEqual(['two'])
    const args = ['-c', `chatgpt_base_url="${elsewhere.baseUrl}"`, '-c', 'model_provider="evil"']
    const run = await exec(dan, 'Say three', args, { env: { CODEX_API_KEY: 'sk-of-my-own', OPENAI_API_KEY: 'sk-of-my-own' } })
    expect(run.messages, run.stderr).toEqual(['three'])
    nothingWentElsewhere()
  },
)

test.skipIf(impossible)(
  'not signed in, whatever the configuration: one call, refused with a sentence that says what to do',
  async () => {
    const client = await stranger(wayOut())
    for (const env of [undefined, { CODEX_API_KEY: 'sk-of-my-own', OPENAI_API_KEY: 'sk-of-my-own' }]) {
      const mark = company.tap.passed.length
      const run = await execForHumans(client, 'Say hello', [], env && { env })
      expect(run.code).toBe(1)
      expect(
        run.stderr
          .split('\n')
          .filter((it) => it.startsWith('ERROR: '))
          .at(-1),
      ).toBe(`ERROR: ${signInFirst()}`)
      expect(company.tap.modelCalls(mark), 'no storm').toBe(1)
    }
    expect(company.model.requests).toHaveLength(0)
    nothingWentElsewhere()
  },
)

test.skipIf(impossible)('the command of that sentence leads to the sign-in page of this server', async () => {
  const client = await stranger(wayOut())
  const run = await execForHumans(client, 'Say hello')
  const command = /`codex (.+)`/.exec(run.stderr)?.[1] ?? ''
  const login = client.start(command.split(' '))
  let shown = ''
  login.onStdout((text) => {
    shown += text
  })
  await until(() => shown.includes(`${company.url}/codex/device`))
  await login.kill()
  nothingWentElsewhere()
})

test.skipIf(impossible)('an API key is not a way to sign in', async () => {
  const client = await stranger(noConfig)
  const run = await client.run(['login', '--with-api-key'], { stdin: 'sk-of-my-own\n' })
  expect(run.code).toBe(1)
  expect(run.stderr).toContain('API key login is disabled')
  expect(await client.home.readAuth()).toBeUndefined()
})

test.skipIf(impossible)('a sign-in for another workspace is no sign-in on this machine', async () => {
  const client = await stranger(noConfig)
  const login = startDeviceLogin(client)
  const [bob, { userCode }] = await Promise.all([company.server.person('bob'), login.prompt])
  const beta = company.server.demo.workspaces.find((it) => it.slug === 'beta')
  const body = { userCode, workspaceId: beta?.id ?? '', decision: 'approve' } as const
  expect((await bob.call(approvalRoutes.decide, { body })).body.outcome).toBe('approved')
  const { acme } = Object.fromEntries(company.server.demo.workspaces.map((it) => [it.slug, it.id]))
  expect((await login.ended).stderr).toContain(`Login is restricted to workspace id(s) ${acme}`)
  const mark = company.tap.passed.length
  const run = await execForHumans(client, 'Say hello')
  expect(run.code).toBe(1)
  expect(run.stderr).toContain(`ERROR: ${signInFirst()}`)
  expect(company.model.requests).toHaveLength(0)
  expect(company.tap.modelCalls(mark), 'no storm').toBe(1)
})

test('on a machine without the device file: one call, and the same sentence, where the policy’s provider is used', async () => {
  const client = await company.client()
  const provider = `[model_providers.bailiwick]\nname = "Bailiwick"\nbase_url = "${company.url}/backend-api/codex"\nwire_api = "responses"\n`
  await client.home.writeConfig(
    `model_provider = "bailiwick"\nchatgpt_base_url = "${company.url}/backend-api"\n${noConfig}\n${provider}`,
  )
  const mark = company.tap.passed.length
  const run = await exec(client, 'Say hello')
  expect(run.errors.at(-1)).toBe(signInFirst())
  expect(company.tap.modelCalls(mark)).toBe(1)
})
