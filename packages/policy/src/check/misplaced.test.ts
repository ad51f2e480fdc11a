import { expect, test } from 'vitest'
import { checkPolicy } from '../index.ts'

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('a table may be called %s', (table) => {
  const { verdict, problems } = checkPolicy(`["${table}"]\nallowed_sandbox_modes = ["read-only"]`)
  expect(verdict).toBe('accepted')
  expect(problems.map((it) => it.code)).toContain('misplaced_key')
})
