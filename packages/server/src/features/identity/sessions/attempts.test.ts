import { expect, test } from 'vitest'
import { fakeClock } from '../../../platform/clock.ts'
import { openAttempts } from './attempts.ts'

const fill = (addresses: string[]) => {
  const attempts = openAttempts(fakeClock('2026-01-01T00:00:00Z'))
  for (const [n, address] of addresses.entries()) attempts.begin(`person-${n}@acme.test`, address)
  return attempts
}

test('addresses of one IPv6 network count together, those of another apart', () => {
  const spellings = Array.from({ length: 30 }, (_, n) => (n % 2 ? `2001:db8::${n}` : `2001:db8:0:0:${n}:1:2:3`))
  const attempts = fill(spellings)
  expect(() => attempts.begin('zoe@acme.test', '2001:db8::ffff')).toThrow('Too many')
  expect(() => attempts.begin('zoe@acme.test', '2001:db8:0:1::1')).not.toThrow()
  expect(() => attempts.begin('zoe@acme.test', '192.0.2.7')).not.toThrow()
})

test('a success forgets the failures of the account and only its own attempt of the address', () => {
  const attempts = fill(Array.from({ length: 29 }, () => '192.0.2.7'))
  for (let n = 0; n < 5; n++) {
    attempts.begin('dan@acme.test', '192.0.2.7')
    attempts.succeeded('dan@acme.test', '192.0.2.7')
  }
  attempts.begin('dan@acme.test', '192.0.2.7')
  expect(() => attempts.begin('dan@acme.test', '192.0.2.7')).toThrow('Too many')
})

test('memory is bounded: the oldest counts make room, the newest stay', () => {
  const attempts = fill(Array.from({ length: 25_000 }, (_, n) => `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`))
  for (let n = 0; n < 10; n++) attempts.begin('dan@acme.test', `198.51.100.${n}`)
  expect(() => attempts.begin('dan@acme.test', '203.0.113.1')).toThrow('Too many')
})
