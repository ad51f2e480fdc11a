import { expect, test } from 'vitest'
import { toCertificates } from './pem.ts'

const pem = (body: string) => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----`

test('PEM blocks are told apart, whatever stands between them', () => {
  expect(toCertificates(`old one:\n${pem('AAA')}\nnew one:\r\n${pem('BBB')}\n`)).toEqual([pem('AAA'), pem('BBB')])
})

test('base64 without armour is told apart by empty lines', () => {
  expect(toCertificates('AAA\nAAB\n\n  BBB \n')).toEqual(['AAA\nAAB', 'BBB'])
})

test('nothing is no certificate', () => {
  expect(toCertificates('  \n')).toEqual([])
})
