import { codeRoutes, groupRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'

let it: TestServer
beforeAll(async () => {
  it = await startTestServer()
})
afterAll(() => it.close())

const plan = (who: string) =>
  it.as(who).call(codeRoutes.plan, { body: { folder: { policies: [], rules: [], default: null, tests: [] } } })

test('a reader who plans in a loop keeps nobody waiting and is told to wait', async () => {
  const flood = Promise.all(Array.from({ length: 40 }, () => plan('grace')))
  const other = await it.as('ada').call(groupRoutes.create, { body: { name: 'Meanwhile' } })
  expect(other.status).toBe(201)
  const answers = await flood
  expect(answers.filter((answer) => answer.status === 200).length).toBeGreaterThan(0)
  const refused = answers.find((answer) => answer.status !== 200)
  expect(refused?.problem?.code).toBe('request.too_many')
  expect(refused?.headers['retry-after']).toBeDefined()
  expect((await plan('grace')).problem?.code, 'more than twenty in this minute').toBe('request.too_many')
  expect((await plan('cora')).status, 'somebody else').toBe(200)
  it.clock.advance(60_000)
  expect((await plan('grace')).status).toBe(200)
})
