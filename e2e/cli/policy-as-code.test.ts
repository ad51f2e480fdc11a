import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { enrolmentRoutes, ruleRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../packages/server/src/testing/server.ts'

const main = resolve(import.meta.dirname, '..', '..', 'packages', 'cli', 'src', 'main.ts')
let it: TestServer
let url: string
let folder: string
beforeAll(async () => {
  it = await startTestServer()
  url = await it.listen()
  folder = mkdtempSync(join(tmpdir(), 'bailiwick-folder-'))
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await it.close()
})

/** The command as somebody types it; a program's environment carries the key. */
function bailiwick(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = {
    PATH: process.env.PATH,
    BAILIWICK_SERVER: url,
    BAILIWICK_WORKSPACE: it.seeded.workspaces.acme,
    BAILIWICK_KEY: it.seeded.adminKeys.acme,
  }
  return new Promise((done) => {
    const child = execFile(process.execPath, [main, ...args], { env }, (_error, stdout, stderr) =>
      done({ code: child.exitCode ?? -1, stdout, stderr }),
    )
  })
}
const manifest = () => join(folder, 'bailiwick.toml')

test('a repository says who gets what: pull, edit, plan, apply, and drift shown', async () => {
  const empty = await bailiwick('pull', folder)
  expect(empty).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing yet') })

  writeFileSync(join(folder, 'standard.toml'), 'allowed_sandbox_modes = ["read-only", "workspace-write"]\n')
  writeFileSync(
    manifest(),
    `default = "Standard"

# everybody
[[policies]]
name = "Standard"
file = "standard.toml"

[[tests]]
everyone = true
sandbox = "danger-full-access"
verdict = "denied"
`,
  )
  const planned = await bailiwick('plan', folder)
  expect(planned.code, planned.stderr).toBe(0)
  expect(planned.stdout).toContain('“Standard” is new')
  expect(planned.stdout).toContain('✓')
  expect(planned.stdout).toContain('It can be applied')
  expect((await it.as('ada').call(ruleRoutes.get)).body.revision).toBeNull()

  const applied = await bailiwick('apply', folder, '--title', 'First', '--reason', 'a start')
  expect(applied.stdout).toContain('Revision 1 is in force')
  await it.app.feed.catchUp()
  expect((await it.as('ada').call(ruleRoutes.get)).body).toMatchObject({
    revision: { number: 1 },
    default: { policy: { name: 'Standard' } },
  })
  expect((await bailiwick('plan', folder)).stdout).toContain('Nothing to do')

  const body = { expectedRevision: 1, rules: [], defaultPolicyId: null, note: 'by hand' }
  const byHand = await it.as('ada').call(ruleRoutes.replace, { body })
  expect(byHand.problem?.code, 'the test in force guards the console too').toBe('tests.failed')
})

test('what clients would refuse is told with its line, and nothing is applied', async () => {
  writeFileSync(join(folder, 'standard.toml'), '# broken\nallowed_sandbox_modes = []\n')
  const planned = await bailiwick('plan', folder, '--markdown')
  expect(planned.code).toBe(1)
  expect(planned.stdout).toContain('Standard:2:25 error')
  const applied = await bailiwick('apply', folder)
  expect(applied).toMatchObject({ code: 1, stderr: expect.stringContaining('refuse') })
  expect((await it.as('ada').call(ruleRoutes.get)).body.revision?.number).toBe(1)

  await bailiwick('pull', folder)
  expect(readFileSync(join(folder, 'standard.toml'), 'utf8')).toContain('workspace-write')
  expect(readFileSync(manifest(), 'utf8')).toContain('# everybody')
})

test('a wrong key, a wrong server and a folder without a manifest are three different sentences', async () => {
  expect(await bailiwick('plan', tmpdir())).toMatchObject({ code: 2, stderr: expect.stringContaining('bailiwick pull') })
  const elsewhere = await bailiwick('pull', folder, '--server', 'http://127.0.0.1:1')
  expect(elsewhere).toMatchObject({ code: 2, stderr: expect.stringContaining('does not answer') })
  writeFileSync(join(folder, 'key'), 'bw-admin-wrong')
  const denied = await bailiwick('pull', folder, '--key-file', join(folder, 'key'))
  expect(denied).toMatchObject({ code: 1, stderr: expect.stringContaining('admin key is unknown') })
})

test('a fleet of devices that start at once all have their policy by an enrolment address', async () => {
  const { body } = await it.as('ada').call(enrolmentRoutes.create, { body: { name: 'Herd' } })
  await it.app.feed.catchUp()
  const address = `${url}${new URL(body.baseUrl).pathname}`
  const { code, stdout } = await bailiwick('fleet', address, '--devices', '200', '--json')
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ devices: 200, started: 200, refused: 0, timedOut: 0 })
  expect((await bailiwick('fleet', `${url}/cfg/nobody`, '--devices', '2', '--json')).code).toBe(1)
  const other = await bailiwick('fleet', 'https://codex.example.com/cfg/x')
  expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes-load-this-server') })
})
