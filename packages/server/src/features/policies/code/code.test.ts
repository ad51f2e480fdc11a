import { codeRoutes, controlRoutes, draftRoutes, type PolicyFolder, policyRoutes, ruleRoutes } from '@bailiwick/contracts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import { acmeFolder } from './testing/acme-folder.ts'

let it: TestServer
beforeEach(async () => {
  it = await startTestServer()
})
afterEach(() => it.close())

const plan = async (folder: PolicyFolder, key = 'cora') => it.as(key).call(codeRoutes.plan, { body: { folder } })
const apply = async (folder: PolicyFolder, expectedRevision: number | null, key = 'cora') => {
  const answer = await it.as(key).call(codeRoutes.apply, { body: { folder, expectedRevision, title: 'From the repository' } })
  await it.app.feed.catchUp()
  return answer
}
const pull = async () => (await it.as('cora').call(codeRoutes.pull)).body
const rowsOf = async () => {
  const { db } = it.app
  const count = async (table: 'policy' | 'policy_version' | 'policy_draft' | 'revision' | 'fact') =>
    (await db.selectFrom(table).select('id').execute()).length
  return [
    await count('policy'),
    await count('policy_version'),
    await count('policy_draft'),
    await count('revision'),
    await count('fact'),
  ]
}

test('a folder is planned without a trace, applied once, and then says what is in force', async () => {
  const before = await rowsOf()
  const planned = await plan(acmeFolder)
  expect(planned.body.review.blockers).toEqual([])
  expect(planned.body).toMatchObject({ revision: null, unmanaged: [], drift: [] })
  expect(planned.body.changes).toContain('“Standard” is new')
  expect(planned.body.changes).toContain('Rule added: Contractors → Locked down')
  expect(planned.body.review.impact.moved).toBeGreaterThan(5)
  expect(planned.body.review.tests.map((one) => one.passed)).toEqual(acmeFolder.tests.map(() => true))
  expect(await rowsOf()).toEqual(before)

  const applied = await apply(acmeFolder, null)
  expect(applied.body).toMatchObject({ outcome: 'published', revision: 1 })
  expect(await pull()).toEqual({ revision: 1, folder: acmeFolder })
  expect((await apply(acmeFolder, 1)).body).toMatchObject({ outcome: 'unchanged', draftId: null })
  expect((await plan(acmeFolder)).body.changes).toEqual([])
})

test('another text, order, description and default are told and applied; what the folder does not name is left alone', async () => {
  await apply(acmeFolder, null)
  await it.as('ada').call(policyRoutes.create, { body: { name: 'Aside', contents: '' } })
  const next: PolicyFolder = {
    ...acmeFolder,
    default: 'Locked down',
    rules: acmeFolder.rules.toReversed(),
    tests: [],
    policies: acmeFolder.policies.map((one) =>
      one.name === 'Standard'
        ? { ...one, owner: 'Somebody else', contents: `${one.contents}\n# more\n`, defaults: 'model = "m"\n' }
        : one,
    ),
  }
  const { body } = await plan(next)
  expect(body.unmanaged).toEqual(['Aside'])
  expect(body.changes).toEqual(
    expect.arrayContaining([
      '“Standard” gets another description',
      '“Standard” gets another text',
      'Rules reordered',
      'Default: Standard → Locked down',
    ]),
  )
  expect((await apply(next, 1)).body).toMatchObject({ outcome: 'published', revision: 2 })
  const { folder } = await pull()
  expect(folder).toEqual({
    ...next,
    policies: [{ name: 'Aside', purpose: '', owner: '', contents: '', defaults: '' }, ...next.policies],
  })
})

test('what others put in force since is drift, and a stale plan is refused', async () => {
  await apply(acmeFolder, null)
  const inForce = (await it.as('ada').call(ruleRoutes.get)).body
  const rules = inForce.rules.map((one) => ({ groupId: one.group.id, policyId: one.policy.id })).slice(0, 2)
  const body = { expectedRevision: 1, rules, defaultPolicyId: inForce.default?.policy.id ?? null }
  expect((await it.as('ada').call(ruleRoutes.replace, { body })).status).toBe(200)
  await it.app.feed.catchUp()
  const { drift, changes } = (await plan(acmeFolder)).body
  expect(drift).toEqual([expect.stringMatching(/^Revision 2, .*Ada Owner: Rules removed$/)])
  expect(changes).toEqual(['Rule added: Engineering → Standard'])
  expect((await apply(acmeFolder, 1)).problem).toMatchObject({ code: 'policy.changed_meanwhile', current: { revision: 2 } })
  expect((await apply(acmeFolder, 2)).body.revision).toBe(3)
  expect((await plan(acmeFolder)).body.drift).toEqual([])
})

test('a red test, a refused document and unknown names leave nothing behind', async () => {
  await apply(acmeFolder, null)
  const before = await rowsOf()
  const change = (more: Partial<PolicyFolder>): PolicyFolder => ({ ...acmeFolder, ...more })
  const red = change({ default: null })
  expect((await plan(red)).body.review.blockers.map((one) => one.code)).toEqual(['tests.failed'])
  expect((await apply(red, 1)).problem?.code).toBe('tests.failed')
  const refused = change({ policies: acmeFolder.policies.map((one) => ({ ...one, contents: 'allowed_sandbox_modes = []' })) })
  expect((await apply(refused, 1)).problem?.code).toBe('policy.refused_by_client')
  const unknown = change({ default: 'Nothing', rules: [{ group: 'Nobody', policy: 'Nothing' }] })
  const { problem } = await plan(unknown)
  expect(problem?.code).toBe('code.unknown_names')
  expect(problem?.problems?.map((one) => one.place)).toEqual([
    'body.folder.rules.0.group',
    'body.folder.rules.0.policy',
    'body.folder.default',
  ])
  const twice = change({ policies: [...acmeFolder.policies, ...acmeFolder.policies.slice(0, 1)] })
  expect((await plan(twice)).problem?.code).toBe('code.unknown_names')
  expect(await rowsOf()).toEqual(before)
})

test('where approval is needed a submitted draft is left, and nothing is in force before it is approved', async () => {
  await apply(acmeFolder, null)
  expect((await it.as('ada').call(controlRoutes.set, { body: { approvals: 1 } })).status).toBe(200)
  const next = { ...acmeFolder, default: 'Locked down', tests: [] }
  const { body } = await apply(next, 1)
  expect(body.outcome).toBe('submitted')
  expect((await pull()).revision).toBe(1)
  const rows = await rowsOf()
  const again = await Promise.all([apply(next, 1), apply(next, 1)])
  expect(again.map((answer) => answer.body.draftId)).toEqual([body.draftId, body.draftId])
  expect(await rowsOf(), 'a pipeline that runs again leaves nothing more').toEqual(rows)
  const params = { draftId: body.draftId ?? '' }
  const { edit } = (await it.as('ada').call(draftRoutes.get, { params })).body
  expect(
    (await it.as('cora').call(draftRoutes.decide, { params, body: { expectedEdit: edit, decision: 'approved' } })).problem?.code,
  ).toBe('approval.own_work')
  expect(
    (await it.as('ada').call(draftRoutes.decide, { params, body: { expectedEdit: edit, decision: 'approved' } })).status,
  ).toBe(200)
  expect((await it.as('cora').call(draftRoutes.publish, { params, body: { expectedEdit: edit } })).body.publishedRevision).toBe(2)
})

test('whoever only reads plans and does not apply; a member does neither; another workspace is another', async () => {
  expect((await plan(acmeFolder, 'grace')).status).toBe(200)
  expect((await apply(acmeFolder, null, 'grace')).problem?.code).toBe('access.denied')
  expect((await plan(acmeFolder, 'dan')).problem?.code).toBe('access.denied')
  expect((await plan(acmeFolder, 'mallory')).problem?.code).toBe('code.unknown_names')
})

test('what the brake holds is held once, however often a pipeline runs', async () => {
  await apply(acmeFolder, null)
  const brake = { enabled: true, sharePercent: 1, minimumMembers: 1 }
  await it.as('ada').call(controlRoutes.set, { body: { brake } })
  const next = { ...acmeFolder, default: 'Locked down', tests: [] }
  const [first, second] = [await apply(next, 1), await apply(next, 1)]
  expect([first.problem?.code, second.problem?.code]).toEqual(['change.held', 'change.held'])
  expect(second.problem?.heldId).toBe(first.problem?.heldId)
})

test('a folder of a hundred long policies fits, one beyond the limit says so', async () => {
  const long = (n: number, bytes: number) => ({
    name: `Policy ${n}`,
    purpose: '',
    owner: '',
    contents: `# ${'x'.repeat(bytes)}\n`,
    defaults: '',
  })
  const folder = (bytes: number): PolicyFolder => ({
    policies: Array.from({ length: 100 }, (_, n) => long(n, bytes)),
    rules: [],
    default: null,
    tests: [],
  })
  expect((await plan(folder(12_000))).body.changes).toHaveLength(100)
  expect((await plan(folder(30_000))).problem?.code).toBe('request.too_large')
})
