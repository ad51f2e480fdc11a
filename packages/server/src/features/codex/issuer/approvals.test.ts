import { approvalRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import { wireClient } from './testing/wire-client.ts'

let it: TestServer
beforeAll(async () => {
  it = await startTestServer()
})
afterAll(() => it.close())

test('guesses at the same moment are counted as well as one after the other', async () => {
  const guess = (n: number) => it.as('dan').call(approvalRoutes.find, { body: { userCode: `AAAA-AA${n}` } })
  const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => guess(10 + n)))
  expect(answers.filter((answer) => answer.status === 404)).toHaveLength(10)
  expect(answers.filter((answer) => answer.problem?.code === 'request.too_many')).toHaveLength(30)
})

test('a right code is no guess', async () => {
  const { user_code: userCode } = await wireClient(it).ask()
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => it.as('nora').call(approvalRoutes.find, { body: { userCode } })),
  )
  expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 10 }, () => 200))
  expect((await it.as('nora').call(approvalRoutes.find, { body: { userCode } })).status).toBe(200)
})
