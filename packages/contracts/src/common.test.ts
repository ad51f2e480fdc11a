import { expect, test } from 'vitest'
import { PageQuery } from './common.ts'

test('a page has 1 to 200 rows, and any other size is told so', () => {
  expect(PageQuery.parse({})).toEqual({ limit: 50 })
  expect(PageQuery.parse({ limit: '200' })).toEqual({ limit: 200 })
  for (const limit of ['0', '201', '1.5', 'many']) {
    const messages = PageQuery.safeParse({ limit }).error?.issues.map((it) => it.message)
    expect(new Set(messages), limit).toEqual(new Set(['must be a whole number from 1 to 200']))
  }
})
