import { describe, expect, test } from 'vitest'
import { checkPolicy, requirementKeys } from '../index.ts'

const infoOf = (key: string) => requirementKeys.find((it) => it.key === key)

describe('the catalogue of keys', () => {
  test.each(requirementKeys)('$key says what holds without it and what to know', ({ absent, docs, summary, example, key }) => {
    for (const text of [absent, docs, summary]) expect(text).toMatch(/^\S.*\.$/)
    expect(example).toContain(key)
  })

  test('closed sets of values are the ones the client takes', () => {
    expect(infoOf('allowed_sandbox_modes')?.values).toContain('external-sandbox')
    for (const { key, values = [], type } of requirementKeys) {
      for (const value of values) {
        const list = [...new Set(['read-only', value])].filter((it) => it !== 'read-only' || key === 'allowed_sandbox_modes')
        const written = type.startsWith('array') ? JSON.stringify(list) : JSON.stringify(value)
        expect(checkPolicy(`${key} = ${written}`).verdict, `${key} = ${written}`).toBe('accepted')
      }
    }
  })

  test('nested fields carry their types, values and which are needed', () => {
    const fields = infoOf('rules')?.fields
    expect(fields).toContainEqual({ path: 'prefix_rules[].pattern[].token', type: 'string' })
    expect(fields?.find(({ path }) => path === 'prefix_rules')).toMatchObject({ type: 'array of tables', required: true })
    expect(fields?.find(({ path }) => path === 'prefix_rules[].decision')?.values).toContain('forbidden')
    expect(infoOf('experimental_network')?.fields).toContainEqual({
      path: 'domains.<name>',
      type: 'string',
      values: ['allow', 'deny'],
    })
    expect(infoOf('hooks')?.fields.map(({ path }) => path)).toContain('PreToolUse[].hooks[].command')
  })

  test('which clients read a key agrees with what they say of its example', () => {
    for (const { key, clients, example, cloudIgnored } of requirementKeys) {
      if (cloudIgnored) expect(clients).toEqual([])
      else {
        const unknown = checkPolicy(example, { client: '0.130.0' }).problems.some(
          (it) => it.code === 'client_too_old' && it.key === key,
        )
        expect(clients.includes('0.130.0'), key).toBe(!unknown)
        expect(clients).toContain('0.169.0')
      }
    }
  })
})
