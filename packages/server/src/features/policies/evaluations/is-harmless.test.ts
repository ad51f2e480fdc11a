import { expect, test } from 'vitest'
import { isHarmless } from './is-harmless.ts'
import { whatPasses } from './what-passes.ts'

const harmless = (text: string) => isHarmless(Buffer.from(text))

test('what a client sends is looked at, however long its texts are', () => {
  const input = Array.from({ length: 500 }, () => ({
    type: 'message',
    content: [{ text: `[[[[{{{{ "quoted" \\ ${'x'.repeat(4_000)}` }],
  }))
  expect(harmless(JSON.stringify({ tools: [], input }))).toBe(true)
})

test('what would hold up everybody is not parsed: depth, values and size have an end', () => {
  expect(harmless(`{"input":${'['.repeat(61)}`)).toBe(false)
  expect(harmless(`[${'1,'.repeat(100_001)}1]`)).toBe(false)
  expect(harmless(`["${'x'.repeat(8 * 1024 * 1024)}"]`)).toBe(false)
  const before = process.cpuUsage()
  for (const joke of ['"', '\\', '"\\', '[', '{"a":']) harmless(joke.repeat(1_000_000))
  const { user, system } = process.cpuUsage(before)
  expect(user + system, 'microseconds of this process').toBeLessThan(2_000_000)
})

test('of a flood of tools and calls only so many are asked about', () => {
  const tools = Array.from({ length: 9_000 }, (_, at) => ({ type: 'function', name: `mcp__s${at}__x` }))
  const call = { type: 'function_call', name: 'shell', arguments: '{"cmd":"git push"}' }
  const input = Array.from({ length: 9_000 }, (_, at) => ({ ...call, call_id: `call-${at}` }))
  const passing = whatPasses({ tools, input }, null)
  expect([passing.length, passing.at(-1)?.callId]).toEqual([700, 'call-8999'])
})
