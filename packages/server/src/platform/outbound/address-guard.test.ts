import type { LookupAddress } from 'node:dns'
import { expect, test } from 'vitest'
import { AddressRefused, guardedLookup, type Reach, type Resolve, reachOf, readBaseUrl } from './address-guard.ts'

const reaches: [string, Reach][] = [
  ['127.0.0.1', 'private'],
  ['127.255.0.9', 'private'],
  ['10.1.2.3', 'private'],
  ['172.16.0.1', 'private'],
  ['192.168.1.1', 'private'],
  ['100.64.0.1', 'private'],
  ['::1', 'private'],
  ['fd12::1', 'private'],
  ['::ffff:127.0.0.1', 'private'],
  ['8.8.8.8', 'public'],
  ['2606:4700::1111', 'public'],
  ['::ffff:8.8.8.8', 'public'],
  ['169.254.169.254', 'forbidden'],
  ['::ffff:169.254.169.254', 'forbidden'],
  ['::ffff:a9fe:a9fe', 'forbidden'],
  ['fe80::1', 'forbidden'],
  ['fd00:ec2::254', 'forbidden'],
  ['fd00:0ec2:0:0:0:0:0:254', 'forbidden'],
  ['100.100.100.200', 'forbidden'],
  ['168.63.129.16', 'forbidden'],
  ['64:ff9b::a9fe:a9fe', 'forbidden'],
  ['2002:a9fe:a9fe::1', 'forbidden'],
  ['224.0.0.1', 'forbidden'],
  ['ff02::1', 'forbidden'],
  ['0.0.0.0', 'forbidden'],
  ['::', 'forbidden'],
  ['255.255.255.255', 'forbidden'],
  ['240.0.0.1', 'forbidden'],
  ['not an address', 'forbidden'],
]
test.each(reaches)('%s is %s', (address, reach) => expect(reachOf(address)).toBe(reach))

const found = (...addresses: string[]): LookupAddress[] =>
  addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
const names: Record<string, LookupAddress[]> = {
  'api.example.com': found('93.184.216.34'),
  'models.internal': found('10.0.0.5'),
  'metadata.example.com': found('169.254.169.254'),
  'mixed.example.com': found('10.0.0.5', '169.254.169.254'),
  localhost: found('127.0.0.1', '::1'),
}
const resolve: Resolve = (host, done) => {
  const all = names[host]
  done(all ? null : Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), all ?? [])
}
const own = { publicUrl: 'https://codex.acme.test', port: 8787 }

const urls: [string, string | RegExp][] = [
  ['https://api.example.com/v1/', 'https://api.example.com/v1'],
  ['https://API.example.com', 'https://api.example.com'],
  ['http://127.0.0.1:11434/v1', 'http://127.0.0.1:11434/v1'],
  ['http://models.internal/v1', 'http://models.internal/v1'],
  ['http://[::1]:9/v1', 'http://[::1]:9/v1'],
  ['http://not-known-yet:8000/v1', 'http://not-known-yet:8000/v1'],
  ['https://models.internal/v1', 'https://models.internal/v1'],
  ['http://api.example.com/v1', /plain http is for loopback/],
  ['http://8.8.8.8/v1', /plain http is for loopback/],
  ['https://169.254.169.254/latest', /never a service to call/],
  ['http://2852039166/latest', /never a service to call/],
  ['http://0xa9.0xfe.0xa9.0xfe/', /never a service to call/],
  ['http://[::ffff:169.254.169.254]/', /never a service to call/],
  ['http://0/', /never a service to call/],
  ['https://metadata.example.com/', /never a service to call/],
  ['https://mixed.example.com/', /never a service to call/],
  ['https://user:secret@api.example.com/', /Leave name and password out/],
  ['https://api.example.com/v1?key=1', /Leave out everything/],
  ['ftp://api.example.com/', /Only https and http/],
  ['file:///etc/passwd', /Only https and http/],
  ['api.example.com', /not a URL/],
  ['https://codex.acme.test/v1', /Bailiwick itself/],
  ['http://127.0.0.1:8787/v1', /Bailiwick itself/],
  ['http://localhost:8787/v1', /Bailiwick itself/],
]
test.each(urls)('as a base URL: %s', async (text, wanted) => {
  const read = await readBaseUrl(text, own, resolve)
  if (typeof wanted === 'string') expect(read).toEqual({ url: wanted })
  else expect('refused' in read && read.refused).toMatch(wanted)
})

test('a name that was harmless when it was saved is refused when it leads elsewhere at connection time', async () => {
  let answer = found('93.184.216.34')
  const rebinding: Resolve = (_host, done) => done(null, answer)
  expect(await readBaseUrl('https://rebind.example.com/v1', own, rebinding)).toEqual({ url: 'https://rebind.example.com/v1' })
  const connectTo = (protocol: string) =>
    new Promise((done) =>
      guardedLookup(protocol, rebinding)('rebind.example.com', { all: true }, (error, all) => done(error ?? all)),
    )
  expect(await connectTo('https:')).toEqual(answer)
  answer = found('169.254.169.254')
  expect(await connectTo('https:')).toBeInstanceOf(AddressRefused)
  answer = found('93.184.216.34')
  expect(await connectTo('http:')).toBeInstanceOf(AddressRefused)
})
