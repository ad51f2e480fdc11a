import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { draftRoutes, evaluationRoutes, groupRoutes, policyRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exec, type StockClient } from '../../dev/stock-client/index.ts'
import { until } from '../server.ts'
import { type Company, houseModel, openCompany } from './testing/open-company.ts'

let company: Company
let client: StockClient
let evaluationId: string
const noRemotes = `
[[rules.prefix_rules]]
pattern = [{ token = "git" }, { token = "remote" }]
decision = "forbidden"
justification = "Remotes are set by the platform."
[[rules.prefix_rules]]
pattern = [{ token = "git" }, { token = "push" }]
decision = "forbidden"
justification = "Work is handed over by review."
`
beforeAll(async () => {
  company = await openCompany()
  client = await company.signIn('dan')
  const { call } = company.server.owner
  const standard = (await call(policyRoutes.list, { query: { search: 'Standard' } })).body.items[0]
  const policyId = standard?.id ?? ''
  const { body: inForce } = await call(policyRoutes.get, { params: { policyId } })
  const draft = (await call(draftRoutes.create, { body: { title: 'No remotes' } })).body
  const params = { draftId: draft.id }
  const policies = [{ policyId, contents: inForce.contents + noRemotes, defaults: '' }]
  expect((await call(draftRoutes.save, { params, body: { policies, expectedEdit: draft.edit } })).problem).toBeUndefined()
  const engineering = (await call(groupRoutes.list, { query: { search: 'Engineering' } })).body.items[0]?.id ?? ''
  const started = await call(evaluationRoutes.start, { body: { ...params, groupIds: [engineering], days: 1 } })
  expect(started.problem).toBeUndefined()
  evaluationId = started.body.id
})
afterAll(() => company?.close())

/** A turn in which the model calls the shell once; gives what the shell tool answered. */
async function runByModel(cmd: string): Promise<string> {
  company.model.reset()
  company.model.script({ call: 'exec_command', args: { cmd } }, { message: 'done' })
  const run = await exec(client, 'A prompt that nobody may keep', ['-m', houseModel, '-s', 'workspace-write'])
  expect(run.messages, run.stderr).toEqual(['done'])
  return company.model.requests[1]?.body?.input.at(-1)?.output ?? ''
}
const look = async () => (await company.server.owner.call(evaluationRoutes.get, { params: { evaluationId } })).body

test('the old policy is enforced, the draft’s verdict is counted, and nothing of what was said is kept', async () => {
  await promisify(execFile)('git', ['-C', client.home.workDir, 'remote', 'add', 'kept-quiet', '/nowhere'])
  expect(await runByModel('git remote show -n kept-quiet'), 'allowed as before').toContain('/nowhere')
  expect(await runByModel('git push kept-quiet main'), 'asked about as before').toContain('Rejected(')
  await until(async () => (await look()).counts.filter((it) => it.kind === 'command').length >= 2)
  const seen = await look()
  expect(seen).toMatchObject({ running: true, people: 1, groups: [{ name: 'Engineering' }] })
  const commands = seen.counts.filter((it) => it.kind === 'command')
  const counted = { inDraft: 'denied', count: 1, people: 1, key: expect.stringContaining('prefix_rules') }
  expect(commands).toHaveLength(2)
  expect(commands).toContainEqual(expect.objectContaining({ ...counted, inForce: 'not_restricted' }))
  expect(commands).toContainEqual(expect.objectContaining({ ...counted, inForce: 'prompted' }))
  expect(seen.counts.filter((it) => it.kind === 'sandbox')).not.toEqual([])
  expect(JSON.stringify(seen)).not.toMatch(/kept-quiet|nobody may keep|nowhere/)
})
