import { createServer } from 'node:http'
import { gatewayRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callBody, type GatewayRig, startGatewayRig } from '../testing/gateway-rig.ts'
import { openHeldBodies } from './held-bodies.ts'

let rig: GatewayRig
const waiting: (() => void)[] = []
const slow = createServer((_, reply) => {
  waiting.push(() => reply.writeHead(200, { 'content-type': 'application/json' }).end('{}'))
})
beforeAll(async () => {
  rig = await startGatewayRig()
  await new Promise<void>((done) => slow.listen(0, '127.0.0.1', done))
  const address = slow.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const body = { name: 'Slow', baseUrl: `http://127.0.0.1:${port}/v1`, key: null, models: ['slow'] }
  await rig.it.as('ada').call(gatewayRoutes.create, { body })
})
afterAll(async () => {
  await rig.close()
  slow.close()
})

test('what a member holds at once has an end; others go on, and it is free again when a call is over', async () => {
  const size = JSON.stringify(callBody('slow')).length
  rig.it.app.gateway.bodies = openHeldBodies(2 * size)
  await Promise.all(['dan', 'petra'].map((key) => rig.token(key)))
  const ask = (as: string) => rig.ask({ as, model: 'slow', headers: { accept: 'application/json' } })
  const running = [ask('dan'), ask('dan')]
  await expect.poll(() => waiting.length).toBe(2)
  expect(await ask('dan')).toMatchObject({ status: 429, error: { code: 'rate_limit_exceeded' } })
  running.push(ask('petra'))
  await expect.poll(() => waiting.length).toBe(3)
  for (const answer of waiting.splice(0)) answer()
  expect((await Promise.all(running)).map((it) => it.status)).toEqual([200, 200, 200])
  const again = ask('dan')
  await expect.poll(() => waiting.length).toBe(1)
  waiting[0]?.()
  expect((await again).status).toBe(200)
})
