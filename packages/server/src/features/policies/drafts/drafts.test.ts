import { draftRoutes, policyRoutes, ruleRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DraftRig, readOnly, startDraftRig } from './testing/draft-rig.ts'

let it: DraftRig
beforeAll(async () => {
  it = await startDraftRig()
})
afterAll(() => it.close())

const text = (line: string) => ({ contents: `${readOnly}# ${line}\n`, defaults: '' })
const policyOf = (name: string) => it.policies[name] ?? ''
const groupOf = (name: string) => it.seeded.groups[name] ?? ''

test('a draft begins as what is in force, and putting it in force changes nothing', async () => {
  const before = await it.inForce()
  const draftId = await it.begin()
  const draft = await it.get(draftId)
  expect(draft).toMatchObject({
    state: 'open',
    edit: 1,
    baseRevision: before.revision?.number,
    behind: false,
    changes: [],
    contents: { policies: [], defaultPolicyId: policyOf('Standard') },
    can: { edit: true, publish: true, discard: true, approve: false },
  })
  const [cora, nora] = [it.served('cora'), it.served('nora')]
  const { body } = await it.publish(draftId)
  expect(body).toMatchObject({ state: 'published', publishedRevision: (before.revision?.number ?? 0) + 1 })
  expect([it.served('cora'), it.served('nora')]).toEqual([cora, nora])
  expect((await it.publish(draftId)).problem).toMatchObject({ code: 'draft.wrong_state' })
})

test('documents, defaults, rules and tests go in force together, with facts of before and after', async () => {
  const draftId = await it.begin()
  const gets = {
    id: 'carl',
    name: '',
    subject: { kind: 'member' as const, email: 'carl@acme.test' },
    expect: { kind: 'gets' as const, policyId: policyOf('Locked down') },
  }
  const saved = await it.save(draftId, {
    policies: [{ policyId: policyOf('Locked down'), contents: text('stricter').contents, defaults: 'model = "gpt-5"\n' }],
    rules: [{ groupId: groupOf('Contractors'), policyId: policyOf('Locked down') }],
    tests: [gets],
  })
  expect(saved.body).toMatchObject({
    edit: 2,
    changes: ['“Locked down” gets another text', 'Rule removed: Engineering → Standard', '1 test added'],
  })
  expect(await it.review(draftId)).toMatchObject({ blockers: [], conflicts: [], tests: [{ id: 'carl', passed: true }] })
  expect(it.served('carl')).not.toContain('stricter')
  const { body } = await it.publish(draftId)
  expect(it.served('carl')).toContain('stricter')
  expect(it.served('carl')).toContain('gpt-5')
  expect(await it.inForce()).toMatchObject({
    revision: { number: body.publishedRevision, cause: 'Draft “By cora” published' },
    rules: [{ policy: { name: 'Locked down' }, policyVersion: 2 }],
  })
  expect((await it.factsOf('draft.saved')).at(-1)).toMatchObject({ before: { edit: 1, changes: [] }, after: { edit: 2 } })
  expect((await it.factsOf('policy.saved')).at(-1)).toMatchObject({
    draftId,
    before: { version: 1 },
    after: { version: 2, defaults: 'model = "gpt-5"\n' },
  })
})

test('a red test, a refused document and a name that is gone are reported, and stand in the way', async () => {
  const draftId = await it.begin()
  const { body: gone } = await it.as('cora').call(policyRoutes.create, { body: { name: 'Short-lived', contents: readOnly } })
  await it.save(draftId, {
    policies: [{ policyId: policyOf('Standard'), contents: 'allowed_sandbox_modes = ["workspace-write"]\n' }],
    rules: [{ groupId: groupOf('Security'), policyId: gone.id }],
    tests: [
      {
        id: 'ada',
        subject: { kind: 'member', email: 'ada@acme.test' },
        expect: { kind: 'gets', policyId: policyOf('Locked down') },
      },
    ],
  })
  await it.as('cora').call(policyRoutes.remove, { params: { policyId: gone.id } })
  const review = await it.review(draftId)
  expect(review.blockers.map((blocker) => blocker.code)).toEqual(['policy.not_found', 'policy.refused_by_client', 'tests.failed'])
  expect(review.checks).toMatchObject([
    { policy: { name: 'Standard' }, changed: true, check: { verdict: 'refused' }, clients: expect.any(Array) },
  ])
  const before = await it.inForce()
  expect((await it.publish(draftId)).problem?.code).toBe('policy.not_found')
  await it.save(draftId, { rules: [] })
  expect((await it.publish(draftId)).problem?.code).toBe('policy.refused_by_client')
  await it.save(draftId, { policies: [] })
  expect((await it.publish(draftId)).problem).toMatchObject({ code: 'tests.failed', problems: [{ code: 'ada' }] })
  expect(await it.inForce()).toEqual(before)
})

test('a save names what it was based on; of two at once one is told', async () => {
  const draftId = await it.begin()
  const save = (who: string, line: string) =>
    it.as(who).call(draftRoutes.save, {
      params: { draftId },
      body: { expectedEdit: 1, policies: [{ policyId: policyOf('Standard'), ...text(line) }] },
    })
  const answers = await Promise.all([save('cora', 'by cora'), save('ada', 'by ada')])
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409])
  expect(answers.find((answer) => answer.status === 409)?.problem).toMatchObject({
    code: 'draft.edited_meanwhile',
    current: { edit: 2 },
  })
})

test('names that name nothing are refused at their place', async () => {
  const draftId = await it.begin()
  const [standard, platform] = [policyOf('Standard'), groupOf('Platform')]
  const rule = { groupId: platform, policyId: standard }
  expect((await it.save(draftId, { rules: [rule, rule] })).problem?.code).toBe('rules.group_twice')
  expect((await it.save(draftId, { rules: [{ ...rule, groupId: 'grp_no' }] })).problem).toMatchObject({
    code: 'group.not_found',
    problems: [{ place: 'body.rules.0.groupId' }],
  })
  expect((await it.save(draftId, { policies: [{ policyId: 'pol_no', contents: '' }] })).problem?.code).toBe('policy.not_found')
  const twice = { policyId: standard, contents: readOnly }
  expect((await it.save(draftId, { policies: [twice, twice] })).problem?.code).toBe('request.invalid')
  expect((await it.get(draftId)).edit).toBe(1)
})

test('two drafts that touch different things both go in force', async () => {
  const [one, other] = [await it.begin('cora'), await it.begin('ada')]
  await it.save(one, { policies: [{ policyId: policyOf('Standard'), ...text('one') }] })
  await it.save(other, { defaultPolicyId: policyOf('Platform engineers') }, 'ada')
  expect((await it.publish(one)).status).toBe(200)
  expect(await it.get(other)).toMatchObject({ behind: true })
  expect((await it.review(other)).conflicts).toEqual([])
  expect((await it.publish(other, {}, 'ada')).status).toBe(200)
  expect(await it.inForce()).toMatchObject({ default: { policy: { name: 'Platform engineers' } } })
  const { body } = await it.as('ada').call(policyRoutes.get, { params: { policyId: policyOf('Standard') } })
  expect(body.contents).toBe(text('one').contents)
})

test('two drafts of the same text conflict visibly, and somebody says whose is kept', async () => {
  const [one, other] = [await it.begin('cora'), await it.begin('ada')]
  await it.save(one, { policies: [{ policyId: policyOf('Standard'), ...text('theirs') }] })
  await it.save(other, { policies: [{ policyId: policyOf('Standard'), ...text('yours') }] }, 'ada')
  await it.publish(one)
  const refused = await it.publish(other, {}, 'ada')
  expect(refused.problem).toMatchObject({
    code: 'draft.conflicts',
    conflicts: [
      {
        subject: 'policy',
        policy: { name: 'Standard' },
        by: 'Cora Codex Admin',
        theirs: text('theirs').contents,
        yours: text('yours').contents,
      },
    ],
  })
  const rebase = (keep?: 'yours' | 'theirs') =>
    it.as('ada').call(draftRoutes.rebase, { params: { draftId: other }, body: { expectedEdit: 2, keep } })
  expect((await rebase()).problem?.code).toBe('draft.conflicts')
  const kept = await rebase('yours')
  expect(kept.body).toMatchObject({ edit: 3, behind: false, contents: { policies: [text('yours')] } })
  expect((await it.publish(other, {}, 'ada')).status).toBe(200)
  const { body } = await it.as('ada').call(policyRoutes.get, { params: { policyId: policyOf('Standard') } })
  expect(body.contents).toBe(text('yours').contents)
  expect((await it.factsOf('draft.rebased')).at(-1)).toMatchObject({
    conflicts: [{ subject: 'policy', policy: 'Standard', kept: 'yours' }],
  })
})

test('a list that both changed conflicts, and theirs can be kept', async () => {
  const without = await it.begin()
  await it.save(without, { tests: [] })
  expect((await it.publish(without)).status).toBe(200)
  const draftId = await it.begin()
  await it.save(draftId, { rules: [{ groupId: groupOf('Platform'), policyId: policyOf('Standard') }] })
  const { revision } = await it.inForce()
  const rules = [{ groupId: groupOf('Security'), policyId: policyOf('Standard') }]
  await it.as('ada').call(ruleRoutes.replace, {
    body: { expectedRevision: revision?.number ?? null, rules, defaultPolicyId: policyOf('Standard') },
  })
  expect(await it.review(draftId)).toMatchObject({
    conflicts: [{ subject: 'rules', theirs: '1. Security → Standard', yours: '1. Platform → Standard', by: 'Ada Owner' }],
    blockers: [{ code: 'draft.conflicts' }],
  })
  const body = { expectedEdit: 2, keep: 'theirs' as const }
  const kept = await it.as('cora').call(draftRoutes.rebase, { params: { draftId }, body })
  expect(kept.body).toMatchObject({ contents: { rules }, changes: [] })
})

test('of two drafts of the same text that are published at once, one is in force and the other conflicts', async () => {
  const ids = [await it.begin('cora'), await it.begin('ada')]
  for (const [index, id] of ids.entries())
    await it.save(id, { policies: [{ policyId: policyOf('Standard'), ...text(`at once ${index}`) }] })
  const { revision } = await it.inForce()
  const answers = await Promise.all(ids.map((id) => it.publish(id)))
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409])
  expect(answers.find((answer) => answer.status === 409)?.problem?.code).toBe('draft.conflicts')
  expect((await it.inForce()).revision?.number).toBe((revision?.number ?? 0) + 1)
})

test('a draft and a save in one step at once: neither text is lost', async () => {
  const draftId = await it.begin()
  await it.save(draftId, { policies: [{ policyId: policyOf('Standard'), ...text('drafted') }] })
  const params = { policyId: policyOf('Standard') }
  const { body } = await it.as('ada').call(policyRoutes.get, { params })
  const save = { contents: text('direct').contents, expectedVersion: body.version.number }
  const [published, saved] = await Promise.all([
    it.publish(draftId),
    it.as('ada').call(policyRoutes.save, { params, body: save }),
  ])
  const codes = [published.problem?.code, saved.problem?.code].filter((code) => code !== undefined)
  expect(codes).toHaveLength(1)
  expect(['draft.conflicts', 'policy.changed_meanwhile']).toContain(codes[0])
})

test('a draft from an earlier revision has its texts, and a discarded one is over', async () => {
  const draftId = await it.begin('cora', 1)
  const draft = await it.get(draftId)
  expect(draft.contents.policies.map((document) => document.policyId)).toContain(policyOf('Standard'))
  const params = { draftId }
  expect((await it.as('cora').call(draftRoutes.discard, { params })).status).toBe(204)
  expect((await it.save(draftId, { rules: [] })).problem).toMatchObject({ code: 'draft.wrong_state' })
  const missing = await it.as('cora').call(draftRoutes.create, { body: { title: 'x', fromRevision: 9999 } })
  expect(missing.problem?.code).toBe('revision.not_found')
  const list = await it.as('grace').call(draftRoutes.list, { query: { state: 'discarded' } })
  expect(list.body.items.map((item) => item.id)).toEqual([draftId])
})

test('drafts are listed with the newest change first, page by page', async () => {
  const first = await it.as('grace').call(draftRoutes.list, { query: { limit: 3 } })
  const rest = await it.as('grace').call(draftRoutes.list, { query: { limit: 200, cursor: first.body.nextCursor ?? '' } })
  const ids = [...first.body.items, ...rest.body.items].map((item) => item.id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.length).toBe((await it.as('grace').call(draftRoutes.list, { query: { limit: 200 } })).body.items.length)
})

test('whoever only reads may look, and a member not even that', async () => {
  const draftId = await it.begin()
  const seen = await it.get(draftId, 'grace')
  expect(seen.can).toEqual({
    edit: false,
    approve: false,
    publish: false,
    discard: false,
    why: 'Needs the permission policy.manage.',
  })
  expect((await it.save(draftId, { rules: [] }, 'grace')).problem).toMatchObject({ code: 'access.denied' })
  expect((await it.as('dan').call(draftRoutes.get, { params: { draftId } })).problem?.code).toBe('access.denied')
  expect((await it.as('mallory').call(draftRoutes.get, { params: { draftId } })).problem?.code).toBe('draft.not_found')
})
