import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'smol-toml'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { putKeys, takeKeys } from './edit-toml.ts'
import { textDiff } from './text-diff.ts'

const main = join(import.meta.dirname, '..', 'main.ts')
let root: string
let home: string
let systemFile: string
let userFile: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'bailiwick-enroll-'))
  home = join(root, 'home', 'codex')
  systemFile = join(root, 'etc', 'codex', 'requirements.toml')
  userFile = join(home, 'config.toml')
  await mkdir(join(root, 'etc', 'codex'), { recursive: true })
  await mkdir(home, { recursive: true })
})
afterEach(() => rm(root, { recursive: true, force: true }))

function run(command: 'enroll' | 'unenroll', ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const all = [main, command, '--root', root, '--codex-home', home, ...args]
  return new Promise((resolve) => {
    execFile(process.execPath, all, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    ).stdin?.end()
  })
}
const server = ['--server', 'https://codex.example']
const user = [...server, '--mode', 'user', '--yes']
const text = (file: string) => readFile(file, 'utf8')

const written = `# mine
model = "x" # keep

# servers
[mcp_servers.a]
args = [ "1",
  "2" ]
big = 9007199254740993
when = 2026-01-01
`

describe('enroll', () => {
  test('a fresh device gets the device file, and loses it again without a trace', async () => {
    expect(await run('enroll', ...server, '--yes')).toMatchObject({ code: 0, err: '' })
    expect(parse(await text(systemFile))).toEqual({
      chatgpt_base_url: 'https://codex.example/backend-api',
      allowed_login_methods: ['chatgpt'],
      model_provider: 'bailiwick',
      model_providers: {
        bailiwick: {
          name: 'Bailiwick',
          base_url: 'https://codex.example/backend-api/codex',
          wire_api: 'responses',
          requires_openai_auth: true,
        },
      },
    })
    expect((await stat(systemFile)).mode & 0o777).toBe(0o644)
    expect((await run('unenroll', '--yes')).code).toBe(0)
    expect(await readdir(join(root, 'etc', 'codex'))).toEqual([])
  })

  test('a user’s file keeps its comments, its mode and its order, and comes back byte for byte', async () => {
    await writeFile(userFile, written)
    await chmod(userFile, 0o640)
    expect((await run('enroll', ...user)).code).toBe(0)
    const after = await text(userFile)
    for (const line of written.trimEnd().split('\n')) expect(after).toContain(line)
    expect(parse(after.replace(/^big.*\n/m, ''))).toMatchObject({
      chatgpt_base_url: 'https://codex.example/backend-api',
      model: 'x',
    })
    expect((await stat(userFile)).mode & 0o777).toBe(0o640)
    expect((await run('unenroll', '--yes')).out).toContain('is as it was before')
    expect(await text(userFile)).toBe(written)
    expect((await stat(userFile)).mode & 0o777).toBe(0o640)
    expect(await readdir(home)).toEqual(['config.toml'])
  })

  test('line ends and a byte order mark stay', async () => {
    const windows = `\uFEFF${written.replaceAll('\n', '\r\n')}`
    await writeFile(userFile, windows)
    expect((await run('enroll', ...user)).code).toBe(0)
    const after = await text(userFile)
    expect(after.startsWith('\uFEFF')).toBe(true)
    expect(after.replaceAll('\r\n', '')).not.toContain('\n')
    expect((await run('unenroll', '--yes')).code).toBe(0)
    expect(await text(userFile)).toBe(windows)
  })

  test('twice is once, and another server later still restores what was there first', async () => {
    await writeFile(userFile, written)
    await run('enroll', ...user)
    const once = await text(userFile)
    expect(await run('enroll', ...user)).toMatchObject({ code: 0, out: expect.stringContaining('says all of this already') })
    expect(await text(userFile)).toBe(once)
    expect((await run('enroll', '--server', 'https://other.example', '--mode', 'user', '--yes')).code).toBe(0)
    expect(await text(userFile)).toContain('https://other.example/backend-api')
    await run('unenroll', '--yes')
    expect(await text(userFile)).toBe(written)
  })

  test('from one mode of the device file to another nothing stays behind', async () => {
    await run('enroll', ...server, '--yes')
    expect((await run('enroll', ...server, '--enrolment', 'bwe-0123456789', '--yes')).code).toBe(0)
    const document = parse(await text(systemFile))
    expect(document).toMatchObject({
      config_server: { base_url: 'https://codex.example/cfg/bwe-0123456789' },
      model_provider: 'bailiwick',
    })
    expect(document).not.toHaveProperty('allowed_login_methods')
  })

  test('--print shows the change and makes none', async () => {
    await writeFile(userFile, written)
    const { code, out } = await run('enroll', ...server, '--mode', 'user', '--print')
    expect(code).toBe(0)
    expect(out).toContain('+ chatgpt_base_url = "https://codex.example/backend-api"')
    expect(out).not.toContain('- model')
    expect(await text(userFile)).toBe(written)
    expect(await readdir(home)).toEqual(['config.toml'])
  })

  test('without --yes and without a person nothing happens', async () => {
    expect(await run('enroll', ...server)).toMatchObject({ code: 3, err: expect.stringContaining('--yes') })
    expect(await readdir(join(root, 'etc', 'codex'))).toEqual([])
  })

  test('a file that nobody understands is left alone', async () => {
    for (const contents of ['model = [\n', Buffer.from([0xff, 0xfe, 0x00])]) {
      await writeFile(userFile, contents)
      expect(await run('enroll', ...user)).toMatchObject({ code: 3 })
      expect(await readFile(userFile)).toEqual(Buffer.from(contents))
    }
    await rm(userFile)
    await writeFile(join(home, 'elsewhere.toml'), '')
    await symlink(join(home, 'elsewhere.toml'), userFile)
    expect(await run('enroll', ...user)).toMatchObject({ code: 3, err: expect.stringContaining('is a link') })
  })

  test('other values are refused, replaced only on request, and come back', async () => {
    const other = 'chatgpt_base_url = "https://elsewhere.example/backend-api" # ours\n'
    await writeFile(userFile, other)
    expect(await run('enroll', ...user)).toMatchObject({
      code: 3,
      err: expect.stringContaining('other values for chatgpt_base_url'),
    })
    expect(await text(userFile)).toBe(other)
    expect((await run('enroll', ...user, '--replace')).code).toBe(0)
    await run('unenroll', '--yes')
    expect(await text(userFile)).toBe(other)
  })

  test('a file that changed since is not written over', async () => {
    await writeFile(userFile, written)
    await run('enroll', ...user)
    const changed = `${await text(userFile)}[features]\nx = true\n`
    await writeFile(userFile, changed)
    const again = await run('enroll', '--server', 'https://other.example', '--mode', 'user', '--yes')
    expect(again).toMatchObject({ code: 3, err: expect.stringContaining('changed since it was enrolled') })
    expect(await text(userFile)).toBe(changed)
  })

  test.each([
    [['--server', 'ftp://x']],
    [['--server', 'http://codex.example']],
    [['--server', 'https://codex.example/path']],
    [['--server', 'https://codex.example', '--mode', 'config-server']],
    [['--server', 'https://codex.example', '--mode', 'else']],
    [['--server', 'http://127.0.0.1:1', '--enrolment', 'bwe-0123456789']],
    [['--server', 'https://codex.example', '--enrolment', '../../x']],
    [[]],
  ])('%j is a wrong call', async (args) => {
    expect(await run('enroll', ...args, '--yes')).toMatchObject({ code: 2 })
    expect(await readdir(join(root, 'etc', 'codex'))).toEqual([])
  })
})

describe('unenroll', () => {
  test('of a file that changed since takes out its own keys, and says so', async () => {
    await writeFile(userFile, written)
    await run('enroll', ...user)
    const edited = (await text(userFile)).replace(/openai_base_url = .*/, 'openai_base_url = "https://mine.example"')
    await writeFile(userFile, `${edited}\n[features]\nx = true\n`)
    const { code, out } = await run('unenroll', '--yes')
    expect(code).toBe(0)
    expect(out).toContain('Left alone, because somebody changed them: openai_base_url.')
    const after = await text(userFile)
    expect(after).not.toContain('chatgpt_base_url')
    expect(after).toContain('openai_base_url = "https://mine.example"')
    expect(after).toContain('[features]\nx = true')
    expect(await text(`${userFile}.before-bailiwick`)).toBe(written)
    expect((await run('unenroll', '--yes')).out).toContain('Nothing was enrolled here')
  })

  test('of a new file that somebody added to leaves what they added', async () => {
    await run('enroll', ...server, '--yes')
    await writeFile(systemFile, `${await text(systemFile)}\n[features]\nx = true\n`)
    await run('unenroll', '--yes')
    expect(parse(await text(systemFile))).toEqual({ features: { x: true } })
    expect(await text(systemFile)).not.toContain('Written by')
  })

  test('with a backup that is not what it was changes nothing', async () => {
    await writeFile(userFile, written)
    await run('enroll', ...user)
    const enrolled = await text(userFile)
    await writeFile(`${userFile}.before-bailiwick`, 'x = 1\n')
    expect(await run('unenroll', '--yes')).toMatchObject({ code: 3, err: expect.stringContaining('missing or was changed') })
    expect(await text(userFile)).toBe(enrolled)
  })

  test('a stop between receipt and file is as if nothing had happened', async () => {
    await writeFile(userFile, written)
    await run('enroll', ...user)
    await writeFile(userFile, written)
    expect((await run('enroll', ...user)).code).toBe(0)
    expect(await text(userFile)).toContain('codex.example')
    await writeFile(userFile, written)
    expect((await run('unenroll', '--yes')).code).toBe(0)
    expect(await readdir(home)).toEqual(['config.toml'])
  })
})

describe('--status and --check', () => {
  test('says what is in force, and what would beat the server', async () => {
    expect(await run('enroll', '--status')).toMatchObject({ code: 1, out: expect.stringContaining('Not enrolled') })
    await run('enroll', ...server, '--yes')
    expect(await run('enroll', '--status')).toMatchObject({
      code: 0,
      out: expect.stringContaining('model_provider = "bailiwick"'),
    })
    await writeFile(join(root, 'etc', 'codex', 'managed_config.toml'), 'approval_policy = "never"\n')
    const { code, out } = await run('enroll', '--status')
    expect(code).toBe(1)
    expect(out).toContain(
      'These beat whatever the server requires:\n  allowed_approval_policies (/etc/codex/managed_config.toml)',
    )
  })

  test('the bundle that the client keeps is looked at', async () => {
    const fragment = { id: 'p1', name: 'Standard v3', contents: 'allowed_sandbox_modes = ["read-only"]\n' }
    const bundle = { requirements_toml: { enterprise_managed: [fragment] }, config_toml: null }
    await writeFile(join(home, 'cloud-config-bundle-cache.json'), JSON.stringify({ signed_payload: { bundle }, signature: '' }))
    await writeFile(userFile, 'sandbox_mode = "danger-full-access"\n')
    const { out } = await run('enroll', '--status')
    expect(out).toContain('allowed_sandbox_modes = ["read-only"]  (enterprise-managed requirements Standard v3 (p1))')
    expect(out).toContain('sandbox_mode of config.toml becomes "read-only"')
  })

  test('--check asks first, and changes nothing when the answer is not a Bailiwick’s', async () => {
    let status = 401
    const listening = createServer((_request, answer) => answer.writeHead(status).end('{"error":{"code":"x","message":"y"}}'))
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
    const { port } = listening.address() as AddressInfo // listening on TCP
    const here = ['--server', `http://127.0.0.1:${port}`, '--check', '--yes']
    expect(await run('enroll', ...here)).toMatchObject({ code: 0, out: expect.stringContaining('answers as it should') })
    await run('unenroll', '--yes')
    status = 200
    expect(await run('enroll', ...here)).toMatchObject({ code: 1, err: expect.stringContaining('answered 200') })
    await new Promise((resolve) => listening.close(resolve))
    expect(await run('enroll', ...here)).toMatchObject({ code: 1, err: expect.stringContaining('cannot be reached') })
    expect(await readdir(join(root, 'etc', 'codex'))).toEqual([])
  })
})

describe('edits', () => {
  const key = { path: ['model_providers', 'bailiwick'], value: { name: 'Bailiwick', requires_openai_auth: true } }
  test.each([
    '',
    '# only a comment\n',
    'a = 1',
    'model_providers = { other = { name = "o" } }\n',
    'model_providers.other.name = "o"\n',
    '[model_providers.other]\nname = "o" # c\n\n[[x]]\ny = 1\n',
    '[x]\n"odd key" = "a"\n\'b\' = 2026-01-01T00:00:00Z\nc = 1_000\nd = 0x1F\ne = """\ntwo\nlines"""\nf = inf\n',
  ])('what goes in comes out again: %j', (document) => {
    const edited = putKeys(document, [key, { path: ['chatgpt_base_url'], value: 'u' }], 'f')
    expect(edited).toContain('chatgpt_base_url = "u"')
    const back = takeKeys(edited, [key.path, ['chatgpt_base_url']], 'f')
    expect(parse(back)).toEqual(parse(document))
  })

  test('a diff shows what changes and a line around it', () => {
    expect(textDiff('a\nb\nc\nd\n', 'a\nB\nc\nd\n')).toEqual(['  a', '- b', '+ B', '  c'])
    expect(textDiff('', 'x\n')).toEqual(['+ x'])
    expect(textDiff('x\n', 'x\n')).toEqual([])
  })
})
