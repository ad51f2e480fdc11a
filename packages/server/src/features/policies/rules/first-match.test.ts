import { groupRoutes, lookupRoutes, policyRoutes, ruleRoutes } from '@bailiwick/contracts'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'

let it: TestServer
beforeAll(async () => {
  it = await startTestServer()
})
afterAll(() => it.close())

const people = ['dan', 'petra', 'sam', 'nora']
const groupNames = ['G0', 'G1', 'G2', 'G3']

/** What a reader of the rules would say: go down the list and stop at the first group that the person is in. */
function expectedPolicy(rules: { group: number; policy: number }[], byDefault: number | null, memberOf: Set<number>) {
  for (const [index, rule] of rules.entries()) if (memberOf.has(rule.group)) return { position: index + 1, policy: rule.policy }
  return { position: null, policy: byDefault }
}

test('rules decide as a person reading them from the top would (PO-03, PO-04, PO-05)', { timeout: 60_000 }, async () => {
  const ada = it.as('ada')
  const groups: string[] = []
  for (const name of groupNames) groups.push((await ada.call(groupRoutes.create, { body: { name } })).body.id)
  const policies: string[] = []
  for (const name of ['P0', 'P1', 'P2']) {
    const contents = `allowed_sandbox_modes = ["read-only"]\n# ${name}\n`
    policies.push((await ada.call(policyRoutes.create, { body: { name, contents } })).body.id)
  }
  const memberOf = new Map(people.map((it) => [it, new Set<number>()]))

  async function move(person: string, wanted: Set<number>) {
    const now = memberOf.get(person) ?? new Set()
    for (const [index, groupId] of groups.entries()) {
      if (wanted.has(index) && !now.has(index))
        await ada.call(groupRoutes.addMembers, { params: { groupId }, body: { emails: [`${person}@acme.test`] } })
      if (!wanted.has(index) && now.has(index))
        await ada.call(groupRoutes.removeMember, { params: { groupId, personId: it.seeded.people[person] } })
    }
    memberOf.set(person, wanted)
  }

  const rule = fc.record({ group: fc.nat(groupNames.length - 1), policy: fc.nat(2) })
  const state = fc.record({
    rules: fc.uniqueArray(rule, { selector: (it) => it.group, maxLength: 4 }),
    byDefault: fc.option(fc.nat(2)),
    moves: fc.array(fc.record({ person: fc.constantFrom(...people), to: fc.subarray([0, 1, 2, 3]) }), { maxLength: 3 }),
  })
  await fc.assert(
    fc.asyncProperty(state, async ({ rules, byDefault, moves }) => {
      for (const { person, to } of moves) await move(person, new Set(to))
      const { body: before } = await ada.call(ruleRoutes.get)
      const { body: after, status } = await ada.call(ruleRoutes.replace, {
        body: {
          expectedRevision: before.revision?.number ?? null,
          rules: rules.map((it) => ({ groupId: groups[it.group] ?? '', policyId: policies[it.policy] ?? '' })),
          defaultPolicyId: byDefault === null ? null : (policies[byDefault] ?? ''),
        },
      })
      expect(status).toBe(200)
      const wins = new Map<number, number>()
      for (const person of people) {
        const expected = expectedPolicy(rules, byDefault, memberOf.get(person) ?? new Set())
        const { body } = await ada.call(lookupRoutes.find, { query: { email: `${person}@acme.test` } })
        expect(body.position).toBe(expected.position)
        expect(body.policy?.id ?? null).toBe(expected.policy === null ? null : policies[expected.policy])
        if (expected.position) wins.set(expected.position, (wins.get(expected.position) ?? 0) + 1)
      }
      expect(after.rules.map((it) => it.wins)).toEqual(rules.map((_, index) => wins.get(index + 1) ?? 0))
      for (const [index, groupId] of groups.entries()) {
        const { body } = await ada.call(lookupRoutes.find, { query: { groupId } })
        expect(body.position).toBe(expectedPolicy(rules, byDefault, new Set([index])).position)
      }
    }),
    { numRuns: 40 },
  )
})
