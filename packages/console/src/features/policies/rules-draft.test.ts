import type { RulesInForce } from '@bailiwick/contracts'
import { describe, expect, test } from 'vitest'
import { changesOf, draftOf, isChanged, moveRule, sharesOf, whatChanged } from './rules-draft.ts'

const named = (name: string) => ({ id: name.toLowerCase(), name })
const [locked, wide, standard] = [named('Locked'), named('Wide'), named('Standard')]

const inForce: RulesInForce = {
  revision: null,
  rules: [
    { id: 'r1', position: 1, group: named('Contractors'), policy: locked, policyVersion: 1, groupMembers: 1, wins: 1 },
    { id: 'r2', position: 2, group: named('Platform'), policy: wide, policyVersion: 1, groupMembers: 2, wins: 2 },
    { id: 'r3', position: 3, group: named('Engineering'), policy: standard, policyVersion: 1, groupMembers: 3, wins: 1 },
  ],
  default: { policy: standard, policyVersion: 1, wins: 5 },
  withoutPolicy: 0,
  warnings: [],
}
const draft = draftOf(inForce)

describe('the consequence of a draft, in words', () => {
  test('nothing changed says nothing', () => {
    expect(isChanged(draft)).toBe(false)
    expect(changesOf(draft)).toEqual([])
  })

  test('a rule that moves up overtakes', () => {
    const moved = { ...draft, rules: moveRule(draft.rules, 2, 0) }
    expect(isChanged(moved)).toBe(true)
    expect(whatChanged(moved)).toBe('the order')
    expect(changesOf(moved)).toEqual([
      'Engineering now comes before Contractors and Platform: whoever is in both gets “Standard” instead of what those rules give.',
    ])
  })

  test('a rule that moves down is overtaken by each', () => {
    expect(changesOf({ ...draft, rules: moveRule(draft.rules, 0, 2) })).toEqual([
      'Platform now comes before Contractors: whoever is in both gets “Wide” instead of “Locked”.',
      'Engineering now comes before Contractors: whoever is in both gets “Standard” instead of “Locked”.',
    ])
  })

  test('moved back is no change', () => {
    expect(isChanged({ ...draft, rules: moveRule(moveRule(draft.rules, 0, 1), 1, 0) })).toBe(false)
  })

  test('rules that go, come and give something else', () => {
    const rules = [
      { group: named('Security'), policy: locked },
      { group: named('Contractors'), policy: wide },
      { group: named('Engineering'), policy: standard },
    ]
    const next = { ...draft, rules, default: null }
    expect(changesOf(next)).toEqual([
      'Rule 2 (Platform → Wide) goes. 2 members fall to later rules or the default.',
      'New rule 1: everyone in Security gets “Locked”.',
      'Contractors gets “Wide” instead of “Locked”: 1 member now.',
      'Whoever no rule matches gets no policy any more: 5 members now.',
    ])
    expect(whatChanged(next)).toBe('1 new rule, 1 removed rule, the policy of 1 rule, and the default')
  })

  test('the same policy on both sides changes nobody', () => {
    const rules = draft.rules.map((it) => ({ ...it, policy: standard }))
    const base = { ...inForce, rules: inForce.rules.map((it) => ({ ...it, policy: standard })) }
    expect(changesOf({ ...draft, base, rules: moveRule(rules, 1, 0) })).toEqual([
      'Platform now comes before Contractors; the policy is the same, so nobody notices.',
    ])
  })
})

test('moving beyond the ends stays in the list', () => {
  expect(moveRule(draft.rules, 0, -1).map((it) => it.group.name)).toEqual(['Contractors', 'Platform', 'Engineering'])
  expect(moveRule(draft.rules, 0, 9).map((it) => it.group.name)).toEqual(['Platform', 'Engineering', 'Contractors'])
})

test('who gets which policy: rules and default add up', () => {
  expect(sharesOf({ ...inForce, withoutPolicy: 2 })).toEqual([
    { policy: standard, members: 6 },
    { policy: wide, members: 2 },
    { policy: locked, members: 1 },
    { policy: null, members: 2 },
  ])
})
