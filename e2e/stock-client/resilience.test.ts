import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { memberRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { exec, openAppServer, printStartupConfig, type StockClient } from '../../dev/stock-client/index.ts'
import { until } from '../server.ts'
import { type Company, openCompany } from './testing/open-company.ts'

let company: Company
let client: StockClient
let other: StockClient
beforeAll(async () => {
  company = await openCompany({ direct: true })
  ;[client, other] = await Promise.all([company.signIn('dan'), company.signIn('sam')])
})
afterAll(() => company?.close())
beforeEach(() => company.model.reset())

/** The number of the database's own process; undefined while there is none. */
async function postmaster(): Promise<number | undefined> {
  const text = await readFile(join(company.server.dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').catch(() => '')
  return Number(text.split('\n')[0]) || undefined
}

test('the server is killed and comes back on its database: the next turn works without a new sign-in', async () => {
  const { server, model } = company
  const database = await postmaster()
  const before = await client.home.readAuth()
  const editor = await openAppServer(other)
  model.script({ message: 'before' })
  expect((await editor.turn('Say hello')).status).toBe('completed')
  await server.kill()
  expect(() => process.kill(database ?? 0, 0), 'the database outlives the server').not.toThrow()
  await client.home.dropBundleCache()
  const meanwhile = await printStartupConfig(client)
  expect(meanwhile.code, 'no policy, no start').not.toBe(0)

  await server.start()
  expect(server.output()).toContain('Using the PostgreSQL that an earlier start left running')
  expect(await postmaster()).toBe(database)
  model.script({ message: 'still here' })
  const run = await exec(client, 'Say hello')
  expect(run.messages, run.stderr).toEqual(['still here'])
  expect(await client.home.readAuth()).toEqual(before)
  model.script({ message: 'after' })
  expect((await editor.turn('Say hello')).status, 'an editor that stayed open all the time').toBe('completed')
  await editor.close()
})

test('the server is killed in the middle of an answer and comes back: the client asks again and has its answer', async () => {
  const { server, model } = company
  const never = new Promise<void>(() => {})
  model.script({ chunks: ['Half an ', 'answer'], until: never }, { message: 'A whole answer' })
  const running = exec(client, 'Say a lot')
  const first = await model.request(1)
  await server.kill()
  await first.over
  expect(first.closedEarly, 'the model is told that nobody listens').toBe(true)
  await server.start()
  const run = await running
  expect([run.code, run.messages], `${run.stderr}${run.stdout}`).toEqual([0, ['A whole answer']])
  expect(model.requests.length).toBe(2)
})

test('the database is killed while clients start: they have their policy and their answer, and it comes back by itself', async () => {
  const { server, model } = company
  const before = await postmaster()
  model.script({ message: 'from memory' }, { message: 'from memory' })
  await Promise.all([client.home.dropBundleCache(), other.home.dropBundleCache()])
  process.kill(before ?? 0, 'SIGKILL')
  const runs = await Promise.all([exec(client, 'Say hello'), exec(other, 'Say hello')])
  for (const run of runs) expect(run.messages, run.stderr).toEqual(['from memory'])
  // Something that only the database can answer.
  await until(async () => (await server.owner.call(memberRoutes.list)).status === 200)
  expect(await postmaster()).not.toBe(before)
  await company.signIn('petra')
})
