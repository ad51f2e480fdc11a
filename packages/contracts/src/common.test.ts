import { expect, test } from 'vitest'
import { Name, PageQuery } from './common.ts'

test('a page has 1 to 200 rows, and any other size is told so', () => {
  expect(PageQuery.parse({})).toEqual({ limit: 50 })
  expect(PageQuery.parse({ limit: '200' })).toEqual({ limit: 200 })
  for (const limit of ['0', '201', '1.5', 'many']) {
    const messages = PageQuery.safeParse({ limit }).error?.issues.map((it) => it.message)
    expect(new Set(messages), limit).toEqual(new Set(['must be a whole number from 1 to 200']))
  }
})

test('a name holds nothing that is not seen, and no white space twice', () => {
  expect(Name.parse('  Nightly \t\n builds ')).toBe('Nightly builds')
  expect(Name.parse('Şükrü Ağaoğlu 👩‍💻 می‌خواهم')).toBe('Şükrü Ağaoğlu 👩‍💻 می‌خواهم')
  for (const unseen of ['\u202e', '\u200b', '\u2066', '\u061c', '\u0000', '\u0007']) {
    const { error } = Name.safeParse(`Nightly${unseen}builds`)
    expect(error?.issues.map((it) => it.message)).toEqual(['contains a character that is not seen'])
  }
  expect(Name.safeParse(' \u3000 ').error?.issues.map((it) => it.message)).toEqual(['must not be empty'])
})
