import { groupRoutes, policyRoutes, ruleRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'

let it: TestServer
const policies: Record<string, string> = {}
beforeAll(async () => {
  it = await startTestServer()
  for (const name of ['Standard', 'Locked down', 'Platform engineers']) {
    const contents = `allowed_sandbox_modes = ["read-only"]\n# ${name}\n`
    policies[name] = (await it.as('cora').call(policyRoutes.create, { body: { name, contents } })).body.id
  }
})
afterAll(() => it.close())

/** Rules as people say them: group name to policy name. */
async function replace(
  order: [group: string, policy: string][],
  byDefault: string | null,
  expected?: number | null,
  who = 'cora',
) {
  const { body } = await it.as('cora').call(ruleRoutes.get)
  const rules = order.map(([group, policy]) => ({
    groupId: it.seeded.groups[group] ?? group,
    policyId: policies[policy] ?? policy,
  }))
  const defaultPolicyId = byDefault && (policies[byDefault] ?? byDefault)
  const expectedRevision = expected === undefined ? (body.revision?.number ?? null) : expected
  return it.as(who).call(ruleRoutes.replace, { body: { expectedRevision, rules, defaultPolicyId } })
}
const inForce = async () => (await it.as('cora').call(ruleRoutes.get)).body
const company: [string, string][] = [
  ['Contractors', 'Locked down'],
  ['Platform', 'Platform engineers'],
  ['Engineering', 'Standard'],
]
beforeEach(async () => {
  await replace(company, 'Standard')
})

test('nothing is in force in a new workspace, and that is said', async () => {
  const { body } = await it.as('mallory').call(ruleRoutes.get)
  expect(body).toMatchObject({ revision: null, rules: [], default: null, withoutPolicy: 2 })
  expect(body.warnings).toEqual(['2 active members get no policy: no rule matches them and there is no default.'])
})

test('the first rule that matches wins, the default catches the rest, deactivated people do not count (PO-03, PO-04)', async () => {
  const { rules, default: byDefault, withoutPolicy } = await inForce()
  expect(
    rules.map(({ position, group, policy, groupMembers, wins }) => [position, group.name, policy.name, groupMembers, wins]),
  ).toEqual([
    [1, 'Contractors', 'Locked down', 1, 1],
    [2, 'Platform', 'Platform engineers', 1, 1],
    [3, 'Engineering', 'Standard', 3, 2],
  ])
  expect(byDefault).toMatchObject({ policy: { name: 'Standard' }, policyVersion: 1, wins: 5 })
  expect(withoutPolicy).toBe(0)
})

test('another order is a new revision with its fact, and rules keep their ids', async () => {
  const before = await inForce()
  const { body } = await replace([...company].reverse(), null)
  expect(body.revision).toMatchObject({
    number: (before.revision?.number ?? 0) + 1,
    inForce: true,
    cause: 'Rules reordered, default taken away',
  })
  expect(body.rules.map((rule) => rule.id)).toEqual(before.rules.map((rule) => rule.id).reverse())
  expect(body.rules.map((rule) => rule.wins)).toEqual([3, 0, 1])
  expect(body.withoutPolicy).toBe(5)
  expect(body.warnings).toEqual([
    '5 active members get no policy: no rule matches them and there is no default.',
    'Rule 2 (Platform → Platform engineers) serves nobody: everyone in the group matches an earlier rule.',
  ])
  const facts = await it.app.db
    .selectFrom('fact')
    .innerJoin('fact_payload', 'fact_payload.fact_id', 'fact.id')
    .select('payload')
    .where('subject_id', '=', body.revision?.id ?? '')
    .execute()
  expect(facts.map((fact) => fact.payload.detail)).toMatchObject([
    {
      before: {
        revision: before.revision?.number,
        order: [
          '1. Contractors → Locked down v1',
          '2. Platform → Platform engineers v1',
          '3. Engineering → Standard v1',
          'Default: Standard v1',
        ],
      },
      after: {
        order: [
          '1. Engineering → Standard v1',
          '2. Platform → Platform engineers v1',
          '3. Contractors → Locked down v1',
          'Default: none',
        ],
      },
    },
  ])
})

test('the same list again makes no revision', async () => {
  const before = await inForce()
  const again = await replace(company, 'Standard', 1)
  expect(again.body.revision).toEqual(before.revision)
})

test('a group twice is refused with both places', async () => {
  const before = await inForce()
  const refused = await replace(
    [
      ['Platform', 'Standard'],
      ['Security', 'Standard'],
      ['Platform', 'Locked down'],
    ],
    null,
  )
  expect(refused.problem).toMatchObject({
    code: 'rules.group_twice',
    problems: [{ place: 'body.rules.2.groupId', message: 'stands in rule 1 already' }],
  })
  expect(await inForce()).toEqual(before)
})

test('unknown groups and policies are named by their place, also those of another workspace', async () => {
  const foreign = await replace(
    [
      ['Platform', 'Standard'],
      ['Research', 'Standard'],
    ],
    null,
  )
  expect(foreign.problem).toMatchObject({ code: 'group.not_found', problems: [{ place: 'body.rules.1.groupId' }] })
  const unknown = await replace([['Platform', 'pol_nothing']], 'pol_nothing_either')
  expect(unknown.problem).toMatchObject({
    code: 'policy.not_found',
    problems: [{ place: 'body.rules.0.policyId' }, { place: 'body.defaultPolicyId' }],
  })
  const { id } = (await it.as('mallory').call(policyRoutes.create, { body: { name: 'Beta', contents: '' } })).body
  expect((await replace([], id)).problem?.code).toBe('policy.not_found')
})

test('a deleted policy cannot be put in force', async () => {
  const { id } = (await it.as('cora').call(policyRoutes.create, { body: { name: 'Short-lived', contents: '' } })).body
  await it.as('cora').call(policyRoutes.remove, { params: { policyId: id } })
  expect((await replace([], id)).problem?.code).toBe('policy.not_found')
})

test('of two people who reorder at once one is shown what is in force now, and nothing is lost', async () => {
  const { revision } = await inForce()
  const number = revision?.number ?? null
  const orders: [string, string][][] = [[...company].reverse(), company.slice(1)]
  const answers = await Promise.all(orders.map((order, index) => replace(order, null, number, index ? 'cora' : 'ada')))
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409])
  const lost = answers.findIndex((answer) => answer.status === 409)
  const won = answers[1 - lost]?.body
  expect(answers[lost]?.problem).toMatchObject({
    code: 'policy.changed_meanwhile',
    current: { revision: { number: won?.revision?.number }, rules: won?.rules },
  })
  expect((await replace(orders[lost] ?? [], null, won?.revision?.number)).status).toBe(200)
})

test('a save and a reorder at once: whichever comes second sees the other', async () => {
  for (let round = 1; round <= 5; round++) {
    const { revision } = await inForce()
    const { body: policy } = await it.as('ada').call(policyRoutes.get, { params: { policyId: policies.Standard } })
    const body = { contents: `allowed_sandbox_modes = ["read-only"]\n# round ${round}\n`, expectedVersion: policy.version.number }
    const order: [string, string][] = round % 2 ? [...company].reverse() : company
    const [saved, reordered] = await Promise.all([
      it.as('ada').call(policyRoutes.save, { params: { policyId: policy.id }, body }),
      replace(order, 'Standard', revision?.number ?? null),
    ])
    expect(saved.status).toBe(200)
    // A save that came first made another revision, which the reorder has not seen.
    if (reordered.status === 409) {
      expect(reordered.problem?.code).toBe('policy.changed_meanwhile')
      expect((await replace(order, 'Standard')).status).toBe(200)
    }
    const now = await inForce()
    expect(now.rules.map((rule) => rule.group.name)).toEqual(order.map(([group]) => group))
    expect(now.default?.policyVersion).toBe(policy.version.number + 1)
  }
})

test('a rule for a group that is deleted at the same moment: one of both is refused', async () => {
  for (let round = 1; round <= 5; round++) {
    const { body: group } = await it.as('grace').call(groupRoutes.create, { body: { name: `Short-lived ${round}` } })
    const [removed, ruled] = await Promise.all([
      it.as('grace').call(groupRoutes.remove, { params: { groupId: group.id } }),
      replace([[group.id, 'Standard']], 'Standard'),
    ])
    const refusals = [removed.problem?.code, ruled.problem?.code].filter((code) => code !== undefined)
    expect(refusals).toHaveLength(1)
    expect(['group.in_use', 'group.not_found']).toContain(refusals[0])
    expect((await inForce()).rules.some((rule) => rule.group.id === group.id)).toBe(ruled.status === 200)
  }
})

test('the history keeps every revision as it was', async () => {
  await replace([['Security', 'Locked down']], 'Standard')
  const first = await it.as('grace').call(ruleRoutes.revisions, { query: { limit: 2 } })
  expect(first.body.items.map((item) => item.inForce)).toEqual([true, false])
  const rest = await it.as('grace').call(ruleRoutes.revisions, { query: { limit: 200, cursor: first.body.nextCursor ?? '' } })
  const numbers = [...first.body.items, ...rest.body.items].map((item) => item.number)
  expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) - index))
  expect(numbers.at(-1)).toBe(1)
  const one = await it.as('grace').call(ruleRoutes.revision, { params: { number: '1' } })
  expect(one.body.rules.map((rule) => [rule.group.name, rule.policy.name, rule.policyVersion])).toEqual(
    company.map(([g, p]) => [g, p, 1]),
  )
  for (const number of ['0', '99999', 'x']) {
    expect((await it.as('grace').call(ruleRoutes.revision, { params: { number } })).problem?.code).toBe('revision.not_found')
  }
  expect((await it.as('mallory').call(ruleRoutes.revision, { params: { number: '1' } })).problem?.code).toBe('revision.not_found')
})

test('an admin sees the rules and may not change them; a member sees nothing', async () => {
  expect((await it.as('grace').call(ruleRoutes.get)).status).toBe(200)
  expect((await replace([], null, undefined, 'grace')).problem).toMatchObject({
    code: 'access.denied',
    permission: 'policy.manage',
  })
  expect((await it.as('dan').call(ruleRoutes.get)).problem?.code).toBe('access.denied')
})

test('an admin key orders rules; the revision names no person', async () => {
  const key = it.withKey(it.seeded.adminKeys.acme ?? '')
  const { revision } = await inForce()
  const answer = await key.call(ruleRoutes.replace, {
    body: {
      expectedRevision: revision?.number ?? null,
      rules: [],
      defaultPolicyId: policies.Standard ?? null,
      note: 'by GitOps',
    },
  })
  expect(answer.body.revision).toMatchObject({ createdBy: null, note: 'by GitOps' })
})
