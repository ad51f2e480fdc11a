import type { PolicyTest } from '@bailiwick/contracts'
import { expect, test } from 'vitest'
import { questionText, sayTest, toQuestion } from './test-words.ts'

const names = { groups: [{ id: 'g1', name: 'Contractors' }], policies: [{ id: 'p1', name: 'Standard' }] }

test.each<[Pick<PolicyTest, 'subject' | 'expect'>, string]>([
  [{ subject: { kind: 'everyone' }, expect: { kind: 'gets', policyId: 'p1' } }, 'Everyone gets “Standard”'],
  [
    { subject: { kind: 'member', email: 'ada@acme.test' }, expect: { kind: 'gets', policyId: null } },
    'ada@acme.test gets no policy',
  ],
  [
    {
      subject: { kind: 'group', groupId: 'g1' },
      expect: { kind: 'answers', question: { kind: 'command', command: 'git push' }, verdict: 'prompted' },
    },
    'Somebody only in Contractors: the command `git push` is prompted',
  ],
  [
    { subject: { kind: 'group', groupId: 'gone' }, expect: { kind: 'gets', policyId: 'p1' } },
    'Somebody only in a group or policy that was deleted gets “Standard”',
  ],
])('%j reads “%s”', (given, said) => {
  expect(sayTest({ id: '1', name: '', ...given }, names)).toBe(said)
})

test.each(['command', 'domain', 'mcp', 'sandbox', 'approval', 'web_search', 'feature'] as const)(
  'a question about a %s keeps its text',
  (kind) => {
    expect(questionText(toQuestion(kind, 'something'))).toBe('something')
  },
)
