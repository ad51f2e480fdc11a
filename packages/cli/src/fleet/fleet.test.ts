import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { attemptsAt, startDevice } from './device.ts'
import { sayReport, startFleet } from './fleet.ts'

let server: Server | undefined
afterEach(() => new Promise((done) => (server ? server.close(done) : done(undefined))))

const bundle = JSON.stringify({ config_toml: null, requirements_toml: { enterprise_managed: [] } })

/** A server that answers the requests with these statuses in turn, then with the last of them. */
async function serve(...statuses: number[]) {
  const seen: { connection: string; authorization: string | undefined }[] = []
  server = createServer((request, response) => {
    const status = statuses[Math.min(seen.length, statuses.length - 1)] ?? 200
    seen.push({ connection: `${request.socket.remotePort}`, authorization: request.headers.authorization })
    response.writeHead(status, { 'content-type': 'application/json' }).end(status === 200 ? bundle : '{}')
  })
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo // listens on a port
  return { url: new URL(`http://127.0.0.1:${port}/x`), seen }
}
const atOnce = async () => undefined

test('a device asks again as the client does, on a connection of its own each time', async () => {
  const { url, seen } = await serve(500, 403, 200)
  const start = await startDevice({ url, token: 't', ca: undefined }, atOnce)
  expect(start).toMatchObject({ outcome: 'started', attempts: 3, bytes: bundle.length, because: 'answered 403' })
  expect(new Set(seen.map((it) => it.connection)).size).toBe(3)
  expect(seen[0]?.authorization).toBe('Bearer t')
})

test('a device that is never answered with a policy gives up after the attempts of the client', async () => {
  const { url, seen } = await serve(403)
  expect(await startDevice({ url, token: null, ca: undefined }, atOnce)).toMatchObject({ outcome: 'refused', attempts: 5 })
  expect(seen).toHaveLength(attemptsAt.length)
  expect(seen[0]?.authorization).toBeUndefined()
})

test('a fleet tells how many have their policy and what went wrong', async () => {
  const { url } = await serve(503, 200)
  const report = await startFleet({ askings: [{ url, token: null, ca: undefined }], devices: 30, spreadMs: 0 })
  expect(report).toMatchObject({ devices: 30, started: 30, atOnce: 29, requests: 31, because: { 'answered 503': 1 } })
  expect(sayReport(report)).toContain('30 of 30 devices have their policy')
})
