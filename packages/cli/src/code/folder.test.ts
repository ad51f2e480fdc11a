import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PolicyFolder } from '@bailiwick/contracts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CannotRun, readConnection } from './api.ts'
import { manifestName, readFolder, writeFolder } from './folder.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'bailiwick-code-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

const folder: PolicyFolder = {
  policies: [
    {
      name: 'Standard',
      purpose: 'For all',
      owner: 'Security',
      contents: '# a comment\nallow_appshots = false\n',
      defaults: 'model = "m"\n',
    },
    { name: 'Über/..\\ Größe', purpose: '', owner: '', contents: '', defaults: '' },
    { name: 'standard', purpose: '', owner: '', contents: 'x = 1', defaults: '' },
  ],
  rules: [{ group: 'Contractors', policy: 'standard' }],
  default: 'Standard',
  tests: [
    { name: 'all', subject: { kind: 'everyone' }, expect: { kind: 'gets', policy: null } },
    { name: '', subject: { kind: 'member', email: 'ada@acme.test' }, expect: { kind: 'gets', policy: 'Standard' } },
    ...(
      [
        { kind: 'command', command: 'git push "x y"' },
        { kind: 'domain', host: 'a.example.com' },
        { kind: 'mcp', name: 'm', command: 'npx x' },
        { kind: 'mcp', name: 'm', url: 'https://x' },
        { kind: 'mcp', name: 'm' },
        { kind: 'sandbox', mode: 'read-only' },
        { kind: 'approval', policy: 'never' },
        { kind: 'web_search', mode: 'live' },
        { kind: 'feature', name: 'apps' },
      ] as const
    ).map((question) => ({
      name: '',
      subject: { kind: 'group' as const, group: 'Contractors' },
      expect: { kind: 'answers' as const, question, verdict: 'denied' as const },
    })),
  ],
}
const manifest = () => readFileSync(join(directory, manifestName), 'utf8')

test('rules and tests can be added below what was pulled from a workspace without any', () => {
  writeFolder(directory, { ...folder, rules: [], tests: [] })
  const added = '\n[[rules]]\ngroup = "Contractors"\npolicy = "Standard"\n\n[[tests]]\neveryone = true\ngets = "Standard"\n'
  writeFileSync(join(directory, manifestName), manifest() + added)
  expect(readFolder(directory)).toMatchObject({ rules: [{ policy: 'Standard' }], tests: [{ expect: { policy: 'Standard' } }] })
})

test('what is pulled says the same when it is read, and pulling again changes nothing', () => {
  const changed = writeFolder(directory, folder)
  expect(changed).toEqual([
    'policies/standard.toml',
    'policies/standard.defaults.toml',
    'policies/uber-gro-e.toml',
    'policies/standard-2.toml',
    manifestName,
  ])
  expect(readFolder(directory)).toEqual(folder)
  expect(writeFolder(directory, folder)).toEqual([])
})

test('comments and the names of files stay when what is in force has changed', () => {
  writeFolder(directory, folder)
  writeFileSync(join(directory, manifestName), manifest().replace('[[rules]]', '# why contractors come first\n[[rules]]'))
  const next = {
    ...folder,
    default: null,
    policies: folder.policies.map((it) => ({ ...it, contents: `${it.contents}\n# more\n` })),
  }
  expect(writeFolder(directory, next)).toContain('policies/standard-2.toml')
  expect(manifest()).toContain('# why contractors come first')
  expect(readFolder(directory)).toEqual(next)
})

test.each([
  ['default = ', 'bailiwick.toml:1:'],
  ['defualt = "x"', 'defualt'],
  ['[[policies]]\nname = "x"\nfile = "../../etc/passwd"', 'not below its folder'],
  ['[[policies]]\nname = "x"\nfile = "/etc/passwd"', 'not below its folder'],
  ['[[policies]]\nname = "x"\nfile = "gone.toml"', 'no such file'],
  ['[[tests]]\neveryone = true', 'says one of'],
  ['[[tests]]\neveryone = true\ngroup = "x"\ngets = "y"', 'names one of'],
  ['[[tests]]\neveryone = true\ncommand = "ls"', 'verdict'],
  ['[[tests]]\neveryone = true\ncommand = "ls"\nverdict = "maybe"', 'verdict'],
])('a manifest that says %j is refused with its place', (text, said) => {
  writeFileSync(join(directory, manifestName), text)
  expect(() => readFolder(directory)).toThrow(CannotRun)
  expect(() => readFolder(directory)).toThrow(said)
})

test('a folder without a manifest says how to begin', () => {
  expect(() => readFolder(directory)).toThrow('bailiwick pull')
})

test('a key goes over https or stays on this machine', () => {
  const env = { BAILIWICK_KEY: 'k\n', BAILIWICK_WORKSPACE: 'w' }
  expect(() => readConnection({ server: 'http://codex.acme.test' }, env)).toThrow('https')
  expect(() => readConnection({ server: 'https://codex.acme.test' }, {})).toThrow('BAILIWICK_WORKSPACE')
  expect(readConnection({ server: 'http://127.0.0.1:8787' }, env).key).toBe('k')
})
