import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const launcher = fileURLToPath(new URL('../../bin/bailiwick.mjs', import.meta.url))
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bailiwick-cli-'))
  await mkdir(join(folder, 'below'))
  await write('good.toml', 'allowed_sandbox_modes = ["read-only"]\n')
  await write('warned.toml', 'colour = "red"\n')
  await write('bad.toml', '# ours\nallowed_sandbox_modes = ["workspace-write"]\n')
  await write('breaks.toml', '[experimental_network]\nenabled = true\nallowed_domains = ["https://a.example"]\n')
  await write('bytes.toml', Buffer.from('a = 1\nb = "é\xff"\n', 'latin1'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const write = (name: string, contents: string | Buffer) => writeFile(join(folder, name), contents)

function bailiwick(args: string[], options: { stdin?: string; env?: Record<string, string>; cwd?: string } = {}) {
  return new Promise<{ code: number; stdout: string; stderr: string; lines: string[] }>((resolve) => {
    const child = execFile(
      process.execPath,
      [launcher, ...args],
      { cwd: options.cwd ?? folder, env: { ...process.env, ...options.env } },
      (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), stdout, stderr, lines: stdout.split('\n').filter((line) => line !== '') }),
    )
    child.stdin?.end(options.stdin ?? '')
  })
}

describe('bailiwick policy check', () => {
  test('accepted documents end with 0, warnings too', async () => {
    const { code, stdout, stderr } = await bailiwick(['policy', 'check', 'good.toml', 'warned.toml'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('warned.toml:1:1: warning:')
    expect(stdout).toContain('2 documents: 2 accepted, 0 refused (0 errors, 1 warning, 0 notes)')
    expect(stdout).not.toContain('\u001b')
  })

  test('--json prints one object per file and line, in the order given', async () => {
    const { code, lines } = await bailiwick(['policy', 'check', '--json', 'bad.toml', 'good.toml', 'breaks.toml', 'bytes.toml'])
    const answers = lines.map((line) => JSON.parse(line))
    expect(code).toBe(1)
    expect(answers.map(({ file, verdict }) => [file, verdict])).toEqual([
      ['bad.toml', 'refused'],
      ['good.toml', 'accepted'],
      ['breaks.toml', 'refused'],
      ['bytes.toml', 'refused'],
    ])
    expect(answers[0].problems).toEqual([
      {
        severity: 'error',
        code: 'sandbox_needs_read_only',
        line: 2,
        column: 25,
        message: expect.stringContaining('read-only'),
        fix: expect.stringContaining('read-only'),
      },
    ])
    expect(answers[3].problems).toMatchObject([{ severity: 'error', code: 'toml_syntax', line: 2, column: 6 }])
    for (const { fix } of answers.flatMap(({ problems }) => problems)) expect(typeof fix).toBe('string')
  })

  test('a file that cannot be read ends with 2, and the others are judged', async () => {
    const { code, lines, stderr } = await bailiwick(['policy', 'check', '--json', 'missing.toml', 'below', 'bad.toml'])
    expect(code).toBe(2)
    expect(lines.map((line) => JSON.parse(line).file)).toEqual(['bad.toml'])
    expect(stderr).toContain('missing.toml cannot be read: there is no such file.')
    expect(stderr).toContain('below cannot be read: it is a directory.')
  })

  test.each([[['policy', 'check']], [['policy', 'check', '--nope', 'x']], [['policy', 'nope']]])(
    'a wrong call ends with 2: %j',
    async (args) => {
      const { code, stdout, stderr } = await bailiwick(args)
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toContain('error: ')
    },
  )

  test('- reads standard input', async () => {
    const { code, lines } = await bailiwick(['policy', 'check', '--json', '-'], { stdin: 'allowed_approval_policies = []' })
    expect(code).toBe(1)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ file: '-', verdict: 'refused', problems: [{ code: 'empty_list' }] })
  })

  test('a recorded older client judges for itself, an unrecorded one like the newest and with a warning', async () => {
    await write('home.toml', 'permissions = {filesystem = {deny_read = ["~/.ssh"]}}')
    const older = await bailiwick(['policy', 'check', '--client', '0.130.0', 'home.toml'])
    expect(older.code).toBe(1)
    const unknown = await bailiwick(['policy', 'check', '--json', '--client', '9.9.9', 'home.toml'])
    expect(unknown.code).toBe(0)
    expect(JSON.parse(unknown.lines[0] ?? '')).toMatchObject({
      verdict: 'accepted',
      problems: [{ severity: 'warning', code: 'client_unrecorded' }],
    })
  })

  test('through npm run a path is meant from where the user stands', async () => {
    const env = { npm_lifecycle_event: 'bailiwick', INIT_CWD: folder }
    expect((await bailiwick(['policy', 'check', 'good.toml'], { env, cwd: tmpdir() })).code).toBe(0)
  })
})
