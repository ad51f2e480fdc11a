import { expect, test } from 'vitest'
import { networkOf } from './network.ts'

test.each([
  ['2001:db8::1', '2001:db8:0:0'],
  ['2001:db8:0:0:9:1:2:3', '2001:db8:0:0'],
  ['2001:db8:0:1::1', '2001:db8:0:1'],
  ['::1', '0:0:0:0'],
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  [null, 'none'],
])('%s counts for %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})
