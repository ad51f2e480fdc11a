import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const launcher = fileURLToPath(new URL('../../bin/bailiwick.mjs', import.meta.url))
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bailiwick-cli-'))
  await writeFile(
    join(folder, 'ours.toml'),
    'allowed_sandbox_modes = ["read-only"]\nmcp_servers = {docs = {identity = {command = "npx"}}}\n\n[[rules.prefix_rules]]\npattern = [{ token = "git" }, { token = "push" }]\ndecision = "forbidden"\njustification = "No pushing."\n',
  )
  await writeFile(join(folder, 'theirs.toml'), 'allowed_sandbox_modes = ["read-only", "workspace-write"]\n')
  await writeFile(join(folder, 'bad.toml'), 'allowed_approval_policies = []\n')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function policy(...args: string[]) {
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [launcher, 'policy', ...args], { cwd: folder }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    )
  })
}

test('eval answers, names the line and says what the user sees', async () => {
  const { code, stdout } = await policy('eval', 'ours.toml', '--command', 'git push origin main')
  expect(code).toBe(0)
  expect(stdout).toContain('denied: It is refused before it runs')
  expect(stdout).toContain('ours.toml:4:3')
  expect(stdout).toContain("the user sees: `/bin/bash -lc 'git push origin main'` rejected: No pushing.")
})

test.each([
  [['--mcp', 'docs', '--mcp-command', 'npx -y x'], 'allowed'],
  [['--mcp', 'docs', '--mcp-url', 'https://x.example'], 'denied'],
  [['--sandbox', 'workspace-write'], 'denied'],
  [['--web-search', 'live'], 'not_restricted'],
  [['--approval', 'never'], 'not_restricted'],
  [['--feature', 'shell_tool'], 'not_restricted'],
  [['--domain', 'x.example'], 'not_restricted'],
])('eval --json %j: %s', async (args, verdict) => {
  const { code, stdout } = await policy('eval', 'ours.toml', '--json', ...args)
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ file: 'ours.toml', verdict })
})

test('a refused document ends with 1 and its problems, a wrong call with 2', async () => {
  const refused = await policy('eval', 'bad.toml', '--feature', 'x')
  expect(refused).toMatchObject({ code: 1, stdout: '' })
  expect(refused.stderr).toContain('bad.toml:1:29: error:')
  const json = await policy('eval', 'bad.toml', '--feature', 'x', '--json')
  expect(JSON.parse(json.stdout)).toMatchObject({ file: 'bad.toml', verdict: 'refused', problems: [{ code: 'empty_list' }] })
  expect((await policy('explain', 'bad.toml')).code).toBe(1)
  expect((await policy('diff', 'bad.toml', 'ours.toml')).code).toBe(1)
  expect((await policy('diff', 'missing.toml', 'bad.toml')).code).toBe(2)
  expect((await policy('eval', 'ours.toml')).code).toBe(2)
  expect((await policy('eval', 'ours.toml', '--feature', 'a', '--domain', 'b')).code).toBe(2)
})

test('explain says what is limited and what is not', async () => {
  const { code, stdout } = await policy('explain', 'ours.toml')
  expect(code).toBe(0)
  expect(stdout).toContain('Commands that begin with git push are forbidden. Reason: No pushing. (line 4)')
  expect(stdout).toContain('Not limited by this policy')
  const json = JSON.parse((await policy('explain', 'ours.toml', '--json')).stdout)
  expect(json[0]).toEqual({ key: 'allowed_sandbox_modes', effect: 'limits', line: 1, sentence: expect.any(String) })
})

test('diff says what gets tighter and looser', async () => {
  const { code, stdout } = await policy('diff', 'theirs.toml', 'ours.toml')
  expect(code).toBe(0)
  expect(stdout).toContain('tighter    Of the sandbox modes, no longer allowed: workspace-write.')
  expect(stdout).toContain('3 tighter, 0 looser, 0 different, 0 moved, 0 without effect')
  const json = JSON.parse((await policy('diff', '--json', 'ours.toml', 'theirs.toml')).stdout)
  expect(json.summary).toEqual({ tightened: 0, loosened: 3, changed: 0, moved: 0, noEffect: 0 })
  expect((await policy('diff', 'ours.toml', 'ours.toml')).stdout).toBe('The documents are the same.\n')
})
