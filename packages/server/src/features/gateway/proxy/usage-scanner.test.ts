import { expect, test } from 'vitest'
import { noUsage, usageInTail } from './usage.ts'
import { keptBytes, scanUsage } from './usage-scanner.ts'

const usage = {
  input_tokens: 11,
  input_tokens_details: { cached_tokens: 3 },
  output_tokens: 7,
  output_tokens_details: { reasoning_tokens: 2 },
}
const counted = { input: 11, cached: 3, output: 7, reasoning: 2 }
const event = (type: string, fields: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`
const delta = event('response.output_text.delta', { delta: '"usage":{"input_tokens":999} response.completed' })
const completed = event('response.completed', { response: { id: 'r1', usage } })

function scanned(text: string, pieceBytes: number) {
  const scanner = scanUsage()
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += pieceBytes) scanner.scan(bytes.subarray(at, at + pieceBytes))
  return { ending: scanner.ending(), usage: scanner.usage() }
}

test.each([1, 2, 3, 7, 64, 161, 100_000])('the last event tells the tokens, in pieces of %d bytes', (pieceBytes) => {
  const stream = event('response.created', { response: { id: 'r1' } }) + delta.repeat(5) + completed
  expect(scanned(stream, pieceBytes)).toEqual({ ending: 'completed', usage: counted })
})

const cases: [string, string, unknown][] = [
  ['CRLF line ends', completed.replaceAll('\n', '\r\n'), { ending: 'completed', usage: counted }],
  ['no event: lines', completed.replace(/^event.*\n/, ''), { ending: 'completed', usage: counted }],
  ['no space after data:', completed.replace('data: ', 'data:'), { ending: 'completed', usage: counted }],
  [
    'the type after the response',
    `data: ${JSON.stringify({ response: { pad: 'x'.repeat(500), usage }, type: 'response.completed' })}\n\n`,
    { ending: 'completed', usage: counted },
  ],
  [
    'a failed response',
    event('response.failed', { response: { error: { code: 'x' }, usage: null } }),
    { ending: 'failed', usage: noUsage },
  ],
  ['an incomplete response', event('response.incomplete', { response: { usage } }), { ending: 'incomplete', usage: counted }],
  ['a stream that broke off', delta + completed.slice(0, -30), { ending: undefined, usage: noUsage }],
  ['no tokens told', event('response.completed', { response: { id: 'r1' } }), { ending: 'completed', usage: noUsage }],
  [
    'absurd numbers',
    event('response.completed', { response: { usage: { input_tokens: 1e300, output_tokens: -5 } } }),
    { ending: 'completed', usage: { input: 2 ** 31 - 1, cached: 0, output: 0, reasoning: 0 } },
  ],
  ['a [DONE] marker', `${completed}data: [DONE]\n\n`, { ending: 'completed', usage: counted }],
]
test.each(cases)('%s', (_name, stream, wanted) => expect(scanned(stream, 50)).toEqual(wanted))

test('a last event larger than what is kept still tells its tokens from its end', () => {
  const output = [
    { type: 'message', content: [{ type: 'output_text', text: '"usage":{"input_tokens":5}\\'.repeat(keptBytes / 20) }] },
  ]
  const large = event('response.completed', { response: { output, usage, metadata: {} } })
  expect(large.length).toBeGreaterThan(keptBytes)
  expect(scanned(delta + large, 16_384)).toEqual({ ending: 'completed', usage: counted })
})

test('words of a model or a tool named usage are not taken for the tokens', () => {
  const said = JSON.stringify({ text: '"usage":{"input_tokens":999}', tools: [{ parameters: { usage: { type: 'object' } } }] })
  expect(usageInTail(said)).toBe(noUsage)
})
