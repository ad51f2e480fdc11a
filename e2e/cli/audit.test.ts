import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { groupRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chainFacts } from '../../packages/server/src/platform/facts/index.ts'
import { startTestServer, type TestServer } from '../../packages/server/src/testing/server.ts'

const main = resolve(import.meta.dirname, '..', '..', 'packages', 'cli', 'src', 'main.ts')
let it: TestServer
let url: string
let folder: string
beforeAll(async () => {
  it = await startTestServer()
  url = await it.listen()
  folder = mkdtempSync(join(tmpdir(), 'bailiwick-audit-'))
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await it.close()
})

/** The command as somebody types it; a program's environment carries the key. */
function audit(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = {
    PATH: process.env.PATH,
    BAILIWICK_SERVER: url,
    BAILIWICK_WORKSPACE: it.seeded.workspaces.acme,
    BAILIWICK_KEY: it.seeded.adminKeys.acme,
  }
  return new Promise((done) => {
    const child = execFile(process.execPath, [main, 'audit', ...args], { env }, (_error, stdout, stderr) =>
      done({ code: child.exitCode ?? -1, stdout, stderr }),
    )
  })
}

test('an export says what it holds and how to verify it, and a later one contains its head', async () => {
  await it.as('ada').call(groupRoutes.create, { body: { name: 'One' } })
  await chainFacts(it.app.db)
  const first = join(folder, 'first.jsonl')
  const made = await audit('export', '--out', first)
  expect(made, made.stderr).toMatchObject({ code: 0, stderr: '' })
  const said = /bailiwick audit verify (\S+) --head ([0-9a-f]{64}) --head-position (\d+)/.exec(made.stdout)
  const [, file = '', head = '', position = ''] = said ?? []
  expect(file).toBe(first)
  expect((await audit('verify', file, '--head', head, '--head-position', position)).code).toBe(0)

  await it.as('ada').call(groupRoutes.create, { body: { name: 'Two' } })
  await chainFacts(it.app.db)
  const later = join(folder, 'later.jsonl')
  await audit('export', '--out', later)
  const verdict = await audit('verify', later, '--head', head)
  expect(verdict).toMatchObject({ code: 0, stdout: expect.stringContaining(`stands at position ${position}.`) })
})

test('a file that is there is kept, unless forced', async () => {
  const file = join(folder, 'kept.jsonl')
  writeFileSync(file, 'mine')
  expect(await audit('export', '--out', file)).toMatchObject({ code: 2, stderr: expect.stringContaining('--force') })
  expect(readFileSync(file, 'utf8')).toBe('mine')
  expect((await audit('export', '--out', file, '--force')).code).toBe(0)
  expect(readFileSync(file, 'utf8')).toContain('"bailiwick":"facts"')
})

test('a refusal is said in sentences, and what proves nothing does not say that it does', async () => {
  const wrong = await audit('export', '--from-position', 'abc')
  expect(wrong).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('(request.invalid)') })
  expect(wrong.stderr).not.toContain('{')
  const none = join(folder, 'none.jsonl')
  const made = await audit('export', '--from-position', '9000', '--out', none)
  expect(made.stdout).toContain('proves nothing')
  const verdict = await audit('verify', none)
  expect(verdict).toMatchObject({ code: 3, stdout: expect.stringContaining('proves nothing') })
  const mistyped = await audit('verify', none, '--head', '5f0c')
  expect(mistyped).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('64 hexadecimal digits') })
})
