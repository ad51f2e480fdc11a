import { expect, test } from 'vitest'
import { type Found, findModel } from './find-model.ts'

const find = (text: string): Found => findModel(Buffer.from(text))

test.each([
  ['{"model":"acme"}', { model: 'acme' }],
  [' {\n "input" : [ {"model":"inner"}, "}\\"]" ] ,\t"model" : "a\\u0063me" , "n": -1.5e3, "t":true }\r\n', { model: 'acme' }],
  ['{"\\u006dodel":"acme"}', { model: 'acme' }],
  ['{"a":"\\\\","model":"acme"}', { model: 'acme' }],
  ['{}', 'no_model'],
  ['[{"model":"acme"}]', 'no_model'],
  ['{"model":7}', 'no_model'],
  ['{"Model":"acme"}', 'no_model'],
  ['{"model":"acme","model":"other"}', 'several'],
  ['{"model":"acme","\\u006dodel":"other"}', 'several'],
  ['{"model":"acme","MODEL":"other"}', 'several'],
  ['', 'not_json'],
  ['hello', 'not_json'],
  ['{"model":"acme"', 'not_json'],
  ['{"model":"acme"} {"model":"other"}', 'not_json'],
  ['{"model" "acme"}', 'not_json'],
  ['{"model":}', 'not_json'],
  ['{"a":1 "model":"acme"}', 'not_json'],
  ['{"a":1,}', 'not_json'],
  ['{model:"acme"}', 'not_json'],
] as const)('of %j the model is %j', (text, found) => {
  expect(find(text)).toEqual(found)
})

test('as JSON.parse says, wherever the call is one that it takes', () => {
  const call = { input: [{ text: 'quotes " and \\ and }', more: { model: 'x' } }], model: 'ä model ✓', n: 1, ok: null, tools: [] }
  for (const space of [undefined, 2, '\t']) expect(find(JSON.stringify(call, null, space))).toEqual({ model: call.model })
})

test.each([
  ['arrays in arrays', '{"x":', '[', ']', '}'],
  ['empty objects', '{"x":[', '{},', '', '0]}'],
  ['fields', '{"x":0', ',"a":0', '', '}'],
  ['quotes', '{"x":"', '\\"', '', '"}'],
])('32 MiB of %s hold nobody up', (_, head, open, close, tail) => {
  const count = Math.floor((32 * 1024 * 1024) / (open.length + close.length))
  const bytes = Buffer.concat([head, open.repeat(count), close.repeat(count), tail].map((it) => Buffer.from(it)))
  const before = process.cpuUsage()
  findModel(bytes)
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(2_000)
})
