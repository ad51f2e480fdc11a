import { expect, test } from 'vitest'
import { aboutPath, keysAt, opensTable, valuesAt } from './shapes.ts'

const texts = (offers: { text: string }[]) => offers.map((it) => it.text)

test('the keys of the document, of tables in it and of their items', () => {
  expect(texts(keysAt('requirements', []))).toContain('allowed_sandbox_modes')
  expect(texts(keysAt('requirements', ['rules', 'prefix_rules', 0]))).toEqual(
    expect.arrayContaining(['pattern', 'decision', 'justification']),
  )
  expect(texts(keysAt('requirements', ['features']))).toContain('computer_use')
  expect(texts(keysAt('requirements', ['hooks', 'PreToolUse', 0, 'hooks', 0]))).toEqual(
    expect.arrayContaining(['type', 'command']),
  )
  expect(texts(keysAt('requirements', ['nowhere']))).toEqual([])
})

test('the values of lists, of choices and of switches', () => {
  expect(texts(valuesAt('requirements', ['allowed_sandbox_modes', 0]))).toContain('"workspace-write"')
  expect(texts(valuesAt('requirements', ['allowed_sandbox_modes']))).toContain('["read-only"]')
  expect(texts(valuesAt('requirements', ['experimental_network', 'domains', 'x']))).toEqual(['"allow"', '"deny"'])
  expect(texts(valuesAt('requirements', ['features', 'apps']))).toEqual(['true', 'false'])
  expect(texts(valuesAt('defaults', ['sandbox_mode']))).toContain('"read-only"')
})

test('each key of the document is described, and a key that opens tables is known', () => {
  expect(keysAt('requirements', []).filter((it) => !it.about)).toEqual([])
  expect(aboutPath('requirements', ['experimental_network', 'allow_local_binding'])).toContain('local network')
  expect(opensTable('requirements', ['features'])).toBe('table')
  expect(opensTable('requirements', ['remote_sandbox_config'])).toBe('tables')
  expect(opensTable('requirements', ['allow_appshots'])).toBeUndefined()
})
