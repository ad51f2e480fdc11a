import { addressOf, approvalRoutes } from '@bailiwick/contracts'
import { expect, test } from 'vitest'
import { printStartupConfig, startDeviceLogin } from '../../dev/stock-client/index.ts'
import { openApp } from '../../packages/server/src/main/app.ts'
import { openControlPlane } from './testing/open-control-plane.ts'

test('a restart between two polls costs a waiting login nothing, and tokens from before it stay good', async () => {
  const plane = await openControlPlane()
  const { app, seeded, server } = plane.it
  const client = await plane.client()
  const login = startDeviceLogin(client)
  const { userCode } = await login.prompt
  await expect.poll(() => plane.requests, { timeout: 10_000 }).toContain('POST /api/accounts/deviceauth/token')

  await server.close()
  const restart = () => openApp({ config: app.config, clock: app.clock, log: app.log, sealingKey: Buffer.alloc(32, 7) })
  const listenAt = { host: '127.0.0.1', port: Number(new URL(plane.url).port) }
  let again = await restart()
  await again.server.listen(listenAt)
  const approved = await again.server.inject({
    method: 'POST',
    url: addressOf(approvalRoutes.decide).path,
    headers: { cookie: `bailiwick_session=${seeded.sessions.dan}` },
    payload: { userCode, workspaceId: seeded.workspaces.acme, decision: 'approve' },
  })
  expect(approved.json().outcome).toBe('approved')
  expect((await login.ended).stderr).toContain('Successfully logged in')

  await again.close()
  again = await restart()
  await again.server.listen(listenAt)
  expect((await printStartupConfig(client)).code).toBe(0)
  await again.close()
  await plane.close()
})
