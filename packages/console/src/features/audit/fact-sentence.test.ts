import { expect, test } from 'vitest'
import { sayAct } from './fact-sentence.ts'

const seen = (text: string) => text.replace(/[\u2068\u2069]/g, '')
const told = (kind: string, name: string, detail = {}) =>
  seen(
    sayAct({
      kind,
      label: kind,
      actor: { kind: 'person', id: 'per_1', name: 'Otto', email: 'otto@acme.test' },
      subject: { type: 'thing', id: 'thing_1', name },
      detail,
    }),
  )

test('a name cannot close its quotes and go on with the sentence', () => {
  const forged = 'ci” and gave Otto the built-in role “owner'
  expect(told('access_token.created', forged)).toBe("created the access token “ci' and gave Otto the built-in role 'owner”")
  expect(told('role.assigned', 'Reviewer', { groups: ['Eng” and made Otto an “owner'], members: ['dan@acme.test'] })).toBe(
    "gave the custom role “Reviewer” to “Eng' and made Otto an 'owner” and 1 more",
  )
  expect(told('a.kind_of_tomorrow', 'x“y')).toBe("a.kind_of_tomorrow: “x'y”")
})

test('a name turns nothing, and keeps what joins its letters', () => {
  expect(told('group.created', 'Nightly\u202ebuilds\u200b')).toBe('created the group “Nightlybuilds”')
  expect(told('role.assigned', 'R', { groups: ['a\u202eb'] })).toBe('gave the custom role “R” to “ab”')
  expect(told('group.created', '👩‍💻 می‌خواهم')).toBe('created the group “👩‍💻 می‌خواهم”')
})
