import { expect, test } from 'vitest'
import { readEmails } from './pasted-emails.ts'

test.each([
  ['one address', 'ada@example.com', ['ada@example.com']],
  [
    'lines and commas',
    'ada@example.com,\n grace@example.com;alan@example.com',
    ['ada@example.com', 'grace@example.com', 'alan@example.com'],
  ],
  [
    'names from a mail program',
    'Ada Lovelace <ada@example.com>, "Hopper, G." <grace@example.com>',
    ['ada@example.com', 'grace@example.com'],
  ],
  ['the same twice', 'Ada@example.com ada@example.com', ['Ada@example.com']],
  ['a sentence', 'please add ada@example.com.', ['ada@example.com']],
  ['none', 'nobody here', []],
])('reads %s', (_, text, emails) => {
  expect(readEmails(text)).toEqual(emails)
})
