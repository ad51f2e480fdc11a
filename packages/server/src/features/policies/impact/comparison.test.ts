import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MemberStanding, PolicyInForce, Ruling, WorkspaceStanding } from '../../standing/index.ts'
import { decide } from '../delivery/index.ts'
import { compare, withRuling } from './comparison.ts'
import { peopleOf } from './people.ts'
import { memberOf, policyInForce, rulingOf, standingOf, workspaceOf } from './testing/worlds.ts'

const now = new Date('2026-11-22T12:00:00Z')
const clock = { now: () => now }
const groups = ['g0', 'g1', 'g2', 'g3', 'g4']
const policies = ['p0', 'p1', 'p2'].flatMap((id) => [policyInForce(id, 1), policyInForce(id, 2)])

const policy = fc.constantFrom(...policies)
const ruling = (number: number): fc.Arbitrary<Ruling> =>
  fc
    .record({
      rules: fc.uniqueArray(fc.tuple(fc.constantFrom(...groups), policy), { selector: ([group]) => group }),
      byDefault: fc.option(policy),
    })
    .map(({ rules, byDefault }) => rulingOf(number, oneVersionEach(rules), byDefault))
const workspace: fc.Arbitrary<WorkspaceStanding> = fc
  .record({
    inForce: ruling(1),
    candidate: ruling(2),
    rollout: fc.option(fc.record({ percent: fc.nat(100), groupIds: fc.subarray(groups).map((it) => new Set(it)) })),
    published: fc.subarray(policies),
  })
  .map(({ inForce, candidate, rollout, published }) =>
    workspaceOf(inForce, {
      rollout: rollout && { id: 'roll', ...rollout, ruling: candidate },
      published: new Map(published.map((it) => [it.policyId, it])),
    }),
  )
const member = (personId: string): fc.Arbitrary<MemberStanding> =>
  fc
    .record({
      groupIds: fc.subarray(groups),
      status: fc.constantFrom('active' as const, 'active' as const, 'deactivated' as const),
      exceptions: fc.array(
        fc.record({
          id: fc.constant('exc'),
          policyId: fc.constantFrom('p0', 'p1', 'p2'),
          until: fc.constantFrom(past(), future()),
        }),
        { maxLength: 2 },
      ),
    })
    .map(({ groupIds, ...it }) => memberOf(personId, groupIds, it))
const members = fc.tuple(...Array.from({ length: 12 }, (_, index) => member(`person-${index}`)))

/** A policy stands in a ruling at one version. */
function oneVersionEach(rules: [string, PolicyInForce][]): [string, PolicyInForce][] {
  const first = new Map<string, PolicyInForce>()
  return rules.map(([group, it]) => {
    const kept = first.get(it.policyId) ?? it
    first.set(it.policyId, kept)
    return [group, kept]
  })
}
const nameOf = (it: PolicyInForce | null) => (it ? `${it.policyId}@${it.version}` : 'none')
function past() {
  return new Date(now.getTime() - 1000)
}
function future() {
  return new Date(now.getTime() + 1000)
}

test('the impact is what looking everybody up before and after finds', () => {
  fc.assert(
    fc.property(workspace, workspace, members, members, fc.boolean(), (before, after, was, is, onlyMembers) => {
      const target = onlyMembers ? before : after
      const found = compare({ clock, standing: standingOf(before, was) }, 'w', {
        ...(!onlyMembers && { workspace: after }),
        members: is,
      })
      const expected = new Map<string, string>()
      for (const [index, person] of was.entries()) {
        const then = is[index] ?? person
        if (person.status !== 'active' || then.status !== 'active') continue
        const [from, to] = [decide(before, person, now).policy, decide(target, then, now).policy]
        if (from?.versionId !== to?.versionId) expected.set(person.personId, `${nameOf(from)}..${nameOf(to)}`)
      }
      const actual = new Map(found.moves.flatMap((it) => it.people.map((person) => [person.personId, it.id] as const)))
      expect(actual).toEqual(expected)
      expect(found.moved).toBe(expected.size)
      expect(found.members).toBe(is.filter((it) => it.status === 'active').length)
    }),
    { numRuns: 500 },
  )
})

test('a group of a rule that loses its last active member is named, with whom it loses', () => {
  fc.assert(
    fc.property(workspace, members, members, (before, was, is) => {
      const { leaves } = compare({ clock, standing: standingOf(before, was) }, 'w', { members: is })
      const isIn = (group: string) => (it: MemberStanding) => it.status === 'active' && it.groupIds.has(group)
      const named = [before, ...(before.rollout ? [before.rollout.ruling] : [])].flatMap((it) => it.ruleSet.rules)
      for (const group of groups) {
        const staying = is.filter(isIn(group))
        const lost = was.filter(isIn(group)).filter((it) => !staying.some((other) => other.personId === it.personId))
        const leave = leaves.find((it) => it.groupId === group)
        const counts = named.some((it) => it.groupId === group) && lost.length > 0
        expect(leave).toEqual(
          counts ? { groupId: group, personIds: lost.map((it) => it.personId), emptied: staying.length === 0 } : undefined,
        )
      }
    }),
    { numRuns: 300 },
  )
})

test('the same text under another version number moves nobody; another text of the same policy does', () => {
  const [one, again, other] = [policyInForce('p', 1, 'a'), policyInForce('p', 2, 'a'), policyInForce('p', 3, 'b')]
  const before = workspaceOf(rulingOf(1, [], one))
  const app = { clock, standing: standingOf(before, [memberOf('dan', ['g0'])]) }
  expect(compare(app, 'w', { workspace: withRuling(before, rulingOf(2, [], again)) }).moves).toEqual([])
  expect(compare(app, 'w', { workspace: withRuling(before, rulingOf(2, [], other)) }).moved).toBe(1)
})

test('everybody of a change is listed by name, page by page, without a gap', () => {
  const [wide, strict] = [policyInForce('wide'), policyInForce('strict')]
  const names = ['Zoe', 'ada', 'Bob', 'bob', 'Carl', 'Dan', 'eve']
  const people = names.map((name, index) => memberOf(`person-${index}`, index % 2 ? ['g0'] : [], { name }))
  const before = workspaceOf(rulingOf(1, [], wide))
  const found = compare({ clock, standing: standingOf(before, people) }, 'w', {
    workspace: withRuling(before, rulingOf(2, [['g0', strict]], null)),
  })
  const listed: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const after: string[] | undefined = cursor ? JSON.parse(Buffer.from(cursor, 'base64url').toString()) : undefined
    const page = peopleOf(found, { after, limit: 3 })
    listed.push(...page.items.map((it) => it.name))
    cursor = page.nextCursor
  }
  expect(listed).toEqual(['ada', 'Bob', 'bob', 'Carl', 'Dan', 'eve', 'Zoe'])
  const toStrict = peopleOf(found, { move: 'wide@1..strict@1', limit: 9 })
  expect(toStrict.items.map((it) => [it.name, it.to?.name])).toEqual([
    ['ada', 'strict'],
    ['bob', 'strict'],
    ['Dan', 'strict'],
  ])
})

test('putting a ruling in force ends the rollout that ran', () => {
  const [wide, strict] = [policyInForce('wide'), policyInForce('strict')]
  const rollout = { id: 'roll', percent: 100, groupIds: new Set<string>(), ruling: rulingOf(2, [], strict) }
  const before = workspaceOf(rulingOf(1, [], wide), { rollout })
  const app = { clock, standing: standingOf(before, [memberOf('dan', [])]) }
  expect(compare(app, 'w', { workspace: withRuling(before, rulingOf(2, [], strict)) }).moved).toBe(0)
  expect(compare(app, 'w', { workspace: withRuling(before, rulingOf(1, [], wide)) }).moved).toBe(1)
})

test('a reorder of 500 rules over 100,000 people in 1,000 groups is compared at once', { timeout: 60_000 }, () => {
  const all = Array.from({ length: 100 }, (_, index) => policyInForce(`policy-${index}`))
  const rules = Array.from(
    { length: 500 },
    (_, index) => [`group-${index * 2}`, all[(index * 7) % 100] ?? policyInForce('x')] as const,
  )
  const people = Array.from({ length: 100_000 }, (_, index) =>
    memberOf(
      `person-${index}`,
      Array.from({ length: 5 }, (_, n) => `group-${(index * 31 + n * 197 + index ** 2) % 1000}`),
    ),
  )
  const before = workspaceOf(rulingOf(1, rules, null))
  const app = { clock, standing: standingOf(before, people) }
  const started = performance.now()
  const { moved, members } = compare(app, 'w', { workspace: withRuling(before, rulingOf(2, rules.toReversed(), null)) })
  const took = performance.now() - started
  expect(members).toBe(100_000)
  expect(moved).toBeGreaterThan(50_000)
  expect(took).toBeLessThan(10_000) // 0.3 s on two idle cores; what is quadratic would take minutes
})
