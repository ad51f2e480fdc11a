import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { composeBundle, policyTemplates } from '@bailiwick/policy'
import { afterAll, expect, test } from 'vitest'
import { codexBinary } from '../../dev/stock-client/index.ts'
import { bailiwick } from './testing/bailiwick.ts'

const folder = await mkdtemp(join(tmpdir(), 'bailiwick-verify-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
async function draft(name: string, contents: string): Promise<string> {
  await writeFile(join(folder, name), contents)
  return join(folder, name)
}
const client = ['--codex', codexBinary()]

test('client and engine agree about our templates, and say what the client does not show', async () => {
  const files = await Promise.all(policyTemplates.map(({ contents }, index) => draft(`template-${index}.toml`, contents)))
  const { code, out } = await bailiwick('verify-client', ...client, '--json', ...files)
  const answers = out
    .trim()
    .split('\n')
    .map((line): { agrees: boolean; hidden: string[]; differences: unknown } => JSON.parse(line))
  expect(answers.filter(({ agrees }) => !agrees)).toEqual([])
  expect([code, answers.length]).toEqual([0, policyTemplates.length])
  expect(answers.flatMap(({ hidden }) => hidden)).toContain('rules')
})

test('a draft that the client refuses is refused by both, in the client’s words', async () => {
  const file = await draft('refused.toml', 'allowed_sandbox_modes = ["workspace-write"]\n')
  const { code, out } = await bailiwick('verify-client', '--version', '0.169.0', file)
  expect([code, out]).toEqual([0, expect.stringContaining("must include 'read-only'")])
})

test('a draft’s hooks are loaded and never run', async () => {
  const trace = join(folder, 'it-ran')
  const hook = `[{ hooks = [{ type = "command", command = "touch ${trace}" }] }]`
  const file = await draft('hooks.toml', `[hooks]\nSessionStart = ${hook}\nUserPromptSubmit = ${hook}\nPreToolUse = ${hook}\n`)
  const { code, out } = await bailiwick('verify-client', ...client, '--json', file)
  expect([code, JSON.parse(out)]).toEqual([0, expect.objectContaining({ agrees: true, heard: 'loads' })])
  expect(existsSync(trace)).toBe(false)
})

test('a whole bundle is compared as it is composed', async () => {
  const bundle = composeBundle({
    policy: { id: 'p', name: 'Policy', contents: 'allow_login_shell = false\n' },
    computed: { id: 'c', name: 'Computed', contents: 'allow_login_shell = true\ncheck_for_update_on_startup = false\n' },
  })
  const file = await draft('bundle.json', JSON.stringify(bundle))
  expect((await bailiwick('verify-client', ...client, '--bundle', file)).code).toBe(0)
  expect((await bailiwick('verify-client', ...client, '--bundle', await draft('no.json', '[]'))).code).toBe(2)
})

test('a client that says something else is reported as a disagreement', async () => {
  const liar = await draft(
    'codex',
    `#!/bin/sh
[ "$1" = --version ] && echo "codex-cli 0.169.0" && exit
echo '{"configRequirements":{"requirements":{"allowLoginShell":true}}}'
`,
  )
  await chmod(liar, 0o755)
  const file = await draft('shell.toml', 'allow_login_shell = false\n')
  const { code, out } = await bailiwick('verify-client', '--codex', liar, file)
  expect(code).toBe(1)
  expect(out).toContain('engine: false\n    client: true')
})

test('without a client it says how to get one', async () => {
  const file = await draft('any.toml', '')
  expect(await bailiwick('verify-client', '--version', '9.9.9', file)).toMatchObject({
    code: 2,
    err: expect.stringContaining('npm ci --prefix dev/stock-client'),
  })
  expect(await bailiwick('verify-client', '--codex', join(folder, 'nothing'), file)).toMatchObject({ code: 2 })
})
