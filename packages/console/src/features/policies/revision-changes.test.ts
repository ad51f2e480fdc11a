import { expect, test } from 'vitest'
import { orderChanges, type ServedByRules, versionChanges } from './revision-changes.ts'

const named = (name: string) => ({ id: name.toLowerCase(), name })
const rule = (position: number, group: string, policy: string, policyVersion = 1) => ({
  position,
  group: named(group),
  policy: named(policy),
  policyVersion,
})
const before: ServedByRules = {
  rules: [rule(1, 'Contractors', 'Locked'), rule(2, 'Platform', 'Wide')],
  default: { policy: named('Standard'), policyVersion: 1 },
}

test('the same serves the same', () => {
  expect(orderChanges(before, before)).toEqual([])
  expect(versionChanges(before, before)).toEqual([])
})

test('each difference in the order is one sentence', () => {
  const after: ServedByRules = {
    rules: [rule(1, 'Platform', 'Standard'), rule(2, 'Contractors', 'Locked'), rule(3, 'Security', 'Wide')],
    default: null,
  }
  expect(orderChanges(before, after)).toEqual([
    'New rule 3: Security gets “Wide”.',
    'Platform gets “Standard” instead of “Wide”.',
    'The order is now Platform, Contractors.',
    'There is no default any more.',
  ])
  expect(orderChanges(after, before)).toEqual([
    'The rule for Security is gone.',
    'Platform gets “Wide” instead of “Standard”.',
    'The order is now Contractors, Platform.',
    'The default is “Standard”.',
  ])
})

test('a policy in another version, a new one and one that is gone', () => {
  const after: ServedByRules = {
    rules: [rule(1, 'Contractors', 'Locked', 3), rule(2, 'Platform', 'Other')],
    default: before.default,
  }
  expect(versionChanges(before, after)).toEqual([
    { policy: named('Locked'), before: 1, after: 3 },
    { policy: named('Other'), before: null, after: 1 },
    { policy: named('Wide'), before: 1, after: null },
  ])
})
