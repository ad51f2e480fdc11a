import { readdir } from 'node:fs/promises'
import { groupRoutes, policyRoutes, ruleRoutes } from '@bailiwick/contracts'
import { policyTemplates } from '@bailiwick/policy'
import { acme } from '@bailiwick/scenario'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  exec,
  execForHumans,
  offeredTools,
  openAppServer,
  printStartupConfig,
  type StockClient,
} from '../../dev/stock-client/index.ts'
import { startBundleServer } from './testing/bundle-server.ts'
import { type Company, openCompany } from './testing/open-company.ts'

let company: Company
let client: StockClient
let policyId: string
beforeAll(async () => {
  company = await openCompany()
  client = await company.signIn('dan')
  const { call } = company.server.owner
  const engineering = (await call(groupRoutes.list, { query: { search: 'Engineering' } })).body.items[0]
  policyId = (await call(policyRoutes.create, { body: { name: 'On trial', contents: '# nothing yet\n' } })).body.id
  const { revision } = (await call(ruleRoutes.get)).body
  const rules = [{ groupId: engineering?.id ?? '', policyId }]
  const body = { expectedRevision: revision?.number ?? null, rules, defaultPolicyId: null }
  expect((await call(ruleRoutes.replace, { body })).status).toBe(200)
})
afterAll(() => company?.close())
beforeEach(() => company.model.reset())

/** Puts a document in force for the developer, and lets the client forget the one before. */
async function under(contents: string): Promise<void> {
  const { call } = company.server.owner
  const { body } = await call(policyRoutes.get, { params: { policyId } })
  const saved = await call(policyRoutes.save, { params: { policyId }, body: { contents, expectedVersion: body.version.number } })
  expect(saved.status, JSON.stringify(saved.problem)).toBe(200)
  await client.home.dropBundleCache()
}

/** A turn in which the model calls the shell once; gives what the shell tool answered. */
async function runByModel(cmd: string, args: string[] = []): Promise<string> {
  company.model.script({ call: 'exec_command', args: { cmd } }, { message: 'done' })
  const run = await exec(client, 'Run it', args)
  expect(run.messages, run.stderr).toEqual(['done'])
  return company.model.requests[1]?.body?.input.at(-1)?.output ?? ''
}

const documents = [...acme.policies.map((it) => ({ ...it, title: it.name })), ...policyTemplates]
test.each(documents)('“$title” is accepted by the stock client, and a turn works under it', async ({ contents }) => {
  await under(contents)
  const started = await printStartupConfig(client)
  expect(started.code, started.refusal).toBe(0)
  expect(started.requirements).toMatchObject({ modelProvider: 'bailiwick' })
  company.model.script({ call: 'exec_command', args: { cmd: 'echo from-the-shell' } }, { message: 'done' })
  const run = await exec(client, 'Run it')
  expect([run.code, run.messages], run.stderr).toEqual([0, ['done']])
  expect(company.model.requests[1]?.body?.input.at(-1)?.output).toContain('from-the-shell')
})

test('what the client says is in force is what the policy says', async () => {
  await under(`allowed_approval_policies = ["untrusted", "on-request"]
allowed_sandbox_modes = ["read-only", "workspace-write"]
allowed_web_search_modes = ["cached"]
[features]
browser_use = false
in_app_browser = false
`)
  const { requirements } = await printStartupConfig(client)
  expect(requirements).toMatchObject({
    allowedApprovalPolicies: ['untrusted', 'on-request'],
    allowedSandboxModes: ['read-only', 'workspace-write'],
    featureRequirements: { browser_use: false, in_app_browser: false },
    otel: { metrics_exporter: 'none' },
  })
  expect(requirements?.allowedWebSearchModes).toContain('cached')
  expect(requirements?.allowedWebSearchModes).not.toContain('live')
})

test('a sandbox that is not allowed is not given: nothing is written, and the policy is named', async () => {
  await under('allowed_sandbox_modes = ["read-only"]\nallowed_approval_policies = ["on-request"]\n')
  const output = await runByModel('touch escaped', ['-s', 'danger-full-access'])
  expect(output).toContain('Read-only file system')
  expect(await readdir(client.home.workDir)).not.toContain('escaped')
  company.model.script({ message: 'hi' })
  const shown = await execForHumans(client, 'Say hi', ['-s', 'danger-full-access'])
  expect(shown.stderr).toContain('sandbox: read-only')
  expect(shown.stderr).toMatch(/`sandbox_mode`: `DangerFullAccess` is not in the allowed set \[ReadOnly\].*On trial v\d+/)
})

test('an approval policy that is not allowed falls back to one that is', async () => {
  await under('allowed_approval_policies = ["untrusted"]\n')
  company.model.script({ message: 'hi' })
  const shown = await execForHumans(client, 'Say hi', ['-c', 'approval_policy="never"'])
  expect(shown.stderr).toContain('approval: untrusted')
  expect(shown.stderr).toMatch(/`approval_policy` is disallowed by requirements.*On trial v\d+/)
})

test('web search off takes the tool away, cached gives it back', async () => {
  await under('allowed_web_search_modes = []\n')
  company.model.script({ message: 'one' }, { message: 'two' })
  await exec(client, 'Search', ['-c', 'web_search="live"'])
  await under('allowed_web_search_modes = ["cached"]\n')
  await exec(client, 'Search', ['-c', 'web_search="live"'])
  const [off, cached] = company.model.requests.map((it) => it.body)
  expect(offeredTools(off ?? { model: '', input: [] })).not.toContain('web_search')
  expect(cached?.tools).toContainEqual(expect.objectContaining({ type: 'web_search', external_web_access: false }))
})

test('a feature that is pinned off is off, whatever the user says', async () => {
  await under('[features]\nshell_tool = false\n')
  company.model.script({ message: 'hi' })
  const run = await exec(client, 'Say hi', ['--enable', 'shell_tool'])
  expect(run.messages, run.stderr).toEqual(['hi'])
  const tools = offeredTools(company.model.requests[0]?.body ?? { model: '', input: [] })
  expect(tools).not.toContain('exec_command')
  expect(tools.length).toBeGreaterThan(0)
})

test('a forbidden command is not run, and the model reads the justification', async () => {
  await under(`allowed_approval_policies = ["on-request"]
[[rules.prefix_rules]]
pattern = [{ token = "git" }, { any_of = ["push", "commit"] }]
decision = "forbidden"
justification = "Work is handed over by review."
`)
  const output = await runByModel('git commit --allow-empty -m sneaky', ['-s', 'workspace-write'])
  expect(output).toContain('Work is handed over by review.')
  company.model.reset()
  expect(await runByModel('git log --oneline')).not.toContain('sneaky')
})

test('a command that needs a person asks one, in words of the policy, and goes by the answer', async () => {
  await under(`allowed_approval_policies = ["on-request"]
[[rules.prefix_rules]]
pattern = [{ token = "git" }, { token = "status" }]
decision = "prompt"
justification = "Look first."
`)
  const appServer = await openAppServer(client, { answer: () => ({ decision: 'decline' }) })
  company.model.script({ call: 'exec_command', args: { cmd: 'git status' } }, { message: 'done' })
  expect((await appServer.turn('Run it')).status).toBe('completed')
  expect(appServer.asked).toHaveLength(1)
  expect(appServer.asked[0]?.params).toMatchObject({ reason: expect.stringContaining('Look first.') })
  expect(company.model.requests[1]?.body?.input.at(-1)?.output).toContain('rejected')
  await appServer.close()
})

test('the first example of the vendor’s guide, as published: refused here with the place, and by the client itself', async () => {
  const published = policyTemplates[0]?.asPublished ?? ''
  expect(published).toContain('allowed_sandbox_modes = ["workspace-write"]')
  const { server, url } = company
  const refused = await server.owner.call(policyRoutes.create, { body: { name: 'As published', contents: published } })
  expect(refused.status).toBe(422)
  expect(refused.problem).toMatchObject({ code: 'policy.refused_by_client', verdict: 'refused' })
  const line = published.split('\n').findIndex((it) => it.startsWith('allowed_sandbox_modes')) + 1
  expect(refused.problem?.problems).toMatchObject([{ line, message: expect.stringContaining('"read-only"') }])

  // Exactly what would be served, from a server that checks nothing.
  await under('# to be replaced\n')
  const auth = await client.home.readAuth()
  const headers = { authorization: `Bearer ${auth?.tokens?.access_token}` }
  const bundle = await (await fetch(`${url}/backend-api/wham/config/bundle`, { headers })).text()
  const unchecked = await startBundleServer(
    JSON.parse(bundle.replace('# to be replaced\\n', JSON.stringify(published).slice(1, -1))),
  )
  const elsewhere = await company.client({ chatgptBaseUrl: unchecked.chatgptBaseUrl })
  if (auth) await elsewhere.home.writeAuth(auth)
  const verdict = await printStartupConfig(elsewhere)
  await unchecked.close()
  expect(verdict.code).not.toBe(0)
  expect(verdict.refusal).toContain('read-only')
})
