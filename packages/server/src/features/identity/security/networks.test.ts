import { expect, test } from 'vitest'
import { readNetwork } from './networks.ts'

test.each([
  ['192.0.2.7', '192.0.2.7/32'],
  ['10.1.2.3/8', '10.0.0.0/8'],
  ['0.0.0.0/0', '0.0.0.0/0'],
  ['2001:DB8::7', '2001:db8::7/128'],
  ['2001:db8::7/32', '2001:db8::/32'],
  ['::1', '::1/128'],
])('%s is the block %s', (text, block) => {
  expect(readNetwork(text)).toBe(block)
})

test.each([
  '10.0.0.0/33',
  '10.0.0/8',
  '0x0a.1',
  '127',
  'example.com',
  '2001:db8::/129',
  'fe80::1%eth0',
  '::ffff:10.0.0.1/104',
  '10.0.0.1/8/8',
  '10.0.0.1/',
  '10.0.0.1/-1',
  '10.0.0.1/8 ',
])('%j is none', (text) => {
  expect(readNetwork(text)).toBeUndefined()
})
