import { gatewayRoutes, memberRoutes } from '@bailiwick/contracts'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exec, startDeviceLogin } from '../../dev/stock-client/index.ts'
import { until } from '../server.ts'
import { openBrowser, signInOnPage } from './testing/browser.ts'
import { type Company, houseModel, openCompany, upstreamKey } from './testing/open-company.ts'

let company: Company
let browser: Browser
beforeAll(async () => {
  ;[company, browser] = await Promise.all([openCompany(), openBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await company?.close()
})

const personOf = (key: string) => {
  const person = company.server.demo.people.find((it) => it.email === `${key}@acme.test`)
  if (!person) throw new Error(`nobody is called ${key}`)
  return person
}

test('a developer signs the stock client in with a browser and gets an answer from the model of the company', async () => {
  const { server, model, url } = company
  const client = await company.client()
  const login = startDeviceLogin(client)
  const prompt = await login.prompt
  expect(prompt.url).toBe(`${url}/codex/device`)
  expect(prompt.userCode).toMatch(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/)

  const page = await browser.newPage()
  await page.goto(`${prompt.url}?user_code=${prompt.userCode}`)
  await signInOnPage(page, personOf('dan'))
  const field = page.getByLabel('Code', { exact: true })
  await field.waitFor()
  expect(await field.inputValue(), 'a code in the address is not taken from it').toBe('')
  await until(() => !page.url().includes(prompt.userCode))
  await field.pressSequentially(prompt.userCode)
  await page.getByRole('button', { name: 'Look at the request' }).click()
  await page.getByRole('button', { name: 'Approve' }).click()
  await page.getByRole('heading', { name: 'Approved' }).waitFor()
  const signedIn = await login.ended
  expect([signedIn.code, signedIn.stderr.trim()]).toEqual([0, 'Successfully logged in'])
  await page.close()

  model.script({ call: 'exec_command', args: { cmd: 'echo made-here > proof.txt; cat proof.txt' } }, { message: 'It is done.' })
  const mark = company.tap.passed.length
  const run = await exec(client, 'Write the proof', ['-s', 'workspace-write'])
  expect([run.code, run.messages], run.stderr).toEqual([0, ['It is done.']])
  expect(run.stderr, 'nothing on the screen to worry about').not.toContain('ERROR')
  const [first, second] = model.requests
  expect(first?.headers.authorization).toBe(`Bearer ${upstreamKey}`)
  expect(first?.body?.model).toBe(houseModel)
  expect(second?.body?.input.at(-1)?.output).toContain('made-here')
  expect(company.tap.modelCalls(mark)).toBe(2)

  const turns = async () => (await server.owner.call(gatewayRoutes.turns)).body.items
  await until(async () => (await turns()).length === 2)
  for (const turn of await turns()) {
    expect(turn).toMatchObject({
      person: { name: 'Dan Developer' },
      model: houseModel,
      upstream: 'House model',
      outcome: 'completed',
      inputTokens: 11,
      cachedTokens: 3,
      outputTokens: 7,
      reasoningTokens: 2,
      client: expect.stringContaining('codex_exec/0.169.0'),
    })
  }
  const { body } = await server.owner.call(memberRoutes.list, { query: { search: 'dan@' } })
  expect(body.items[0]).toMatchObject({ name: 'Dan Developer', signedInClients: 1 })
})

test('a person refuses in the browser, and the client says so in the words of the workspace', async () => {
  const client = await company.client()
  const login = startDeviceLogin(client)
  const prompt = await login.prompt
  const page = await browser.newPage()
  await page.goto(prompt.url)
  await signInOnPage(page, personOf('petra'))
  await page.getByLabel('Code', { exact: true }).fill(prompt.userCode.toLowerCase().replace('-', ' '))
  await page.getByRole('button', { name: 'Look at the request' }).click()
  await page.getByRole('button', { name: 'Refuse' }).click()
  await page.getByRole('heading', { name: 'Refused' }).waitFor()
  const run = await login.ended
  expect(run.code).toBe(1)
  expect(run.stderr).toContain('Contact your ChatGPT administrator for access.')
  await page.close()
})
