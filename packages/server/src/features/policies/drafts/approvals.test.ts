import { adminKeyRoutes, draftRoutes, memberRoutes, policyRoutes, ruleRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type DraftRig, readOnly, startDraftRig } from './testing/draft-rig.ts'

let it: DraftRig
beforeAll(async () => {
  it = await startDraftRig()
})
afterAll(() => it.close())
beforeEach(() => it.needApprovals(1))

let written = 0
/** A submitted draft of Cora's with another text. */
async function submitted(who = 'cora'): Promise<string> {
  const draftId = await it.begin(who)
  const contents = `${readOnly}# text ${++written}\n`
  await it.save(draftId, { policies: [{ policyId: it.policies.Standard ?? '', contents }] }, who)
  await it.submit(draftId, who)
  return draftId
}

test('a draft goes in force once somebody else has approved it', async () => {
  const draftId = await submitted()
  expect((await it.publish(draftId)).problem).toMatchObject({ code: 'approval.required', needed: 1, given: 0 })
  expect((await it.get(draftId, 'cora')).can).toMatchObject({ publish: false, approve: false })
  expect((await it.get(draftId, 'ada')).can).toMatchObject({ publish: false, approve: true })
  const { body } = await it.decide('ada', draftId)
  expect(body).toMatchObject({
    state: 'submitted',
    approvals: [{ person: { name: 'Ada Owner' }, decision: 'approved', counts: true }],
    can: { publish: true },
  })
  expect((await it.review(draftId)).approvals).toEqual({ needed: 1, given: 1, role: 'any' })
  expect((await it.publish(draftId)).body.state).toBe('published')
  expect(await it.factsOf('draft.approved')).toMatchObject([{ edit: 2 }])
})

test('nobody approves what they wrote a part of: not by themselves, not by saving only once, not by a key of theirs', async () => {
  const draftId = await submitted()
  expect((await it.decide('cora', draftId)).problem?.code).toBe('approval.own_work')

  const both = await submitted()
  await it.save(both, { tests: [] }, 'ada')
  await it.submit(both)
  expect((await it.decide('ada', both)).problem?.code).toBe('approval.own_work')

  const scopes = ['policy.read', 'policy.manage', 'policy.approve'] as const
  const { body: made } = await it.as('ada').call(adminKeyRoutes.create, { body: { name: 'CI', scopes: [...scopes] } })
  const key = it.withKey(made.secret)
  const { body: byKey } = await key.call(draftRoutes.create, { body: { title: 'By a key' } })
  const params = { draftId: byKey.id }
  await key.call(draftRoutes.submit, { params, body: { expectedEdit: 1 } })
  expect((await it.decide('ada', byKey.id)).problem?.code, 'the key is Ada’s').toBe('approval.own_work')
  const body = { expectedEdit: 1, decision: 'approved' as const }
  expect((await key.call(draftRoutes.decide, { params, body })).problem?.code, 'a key is nobody').toBe('access.denied')
  expect((await it.decide('cora', byKey.id)).body.approvals).toMatchObject([{ counts: true }])
})

test('title and reason are what approvers read: another one takes approvals back, and one that was not seen is not approved', async () => {
  const draftId = await submitted()
  const params = { draftId }
  const describe = (body: { title?: string; reason?: string }) => it.as('cora').call(draftRoutes.describe, { params, body })
  const { edit } = await it.get(draftId)
  expect((await describe({ title: 'Something harmless' })).body.edit).toBe(edit + 1)
  const body = { expectedEdit: edit, decision: 'approved' as const }
  expect((await it.as('ada').call(draftRoutes.decide, { params, body })).problem?.code).toBe('draft.edited_meanwhile')
  expect((await it.decide('ada', draftId)).body.approvals).toMatchObject([{ counts: true }])
  expect((await describe({ reason: 'Something else' })).body.approvals).toMatchObject([{ counts: false }])
  expect((await it.publish(draftId)).problem?.code).toBe('approval.required')

  const open = await it.begin('cora')
  const before = (await it.get(open)).edit
  const renamed = await it
    .as('cora')
    .call(draftRoutes.describe, { params: { draftId: open }, body: { title: 'Nobody was asked' } })
  expect(renamed.body.edit).toBe(before)
})

test('an edit takes approvals back, and so does moving the draft onto what is in force', async () => {
  const draftId = await submitted()
  await it.decide('ada', draftId)
  const edited = await it.save(draftId, { tests: [] })
  expect(edited.body).toMatchObject({ state: 'open', edit: 3, approvals: [{ counts: false }], can: { publish: false } })
  expect((await it.publish(draftId)).problem?.code).toBe('approval.required')
  await it.submit(draftId)
  await it.decide('ada', draftId)
  const rebased = await it.as('cora').call(draftRoutes.rebase, { params: { draftId }, body: { expectedEdit: 3 } })
  expect(rebased.body).toMatchObject({ state: 'open', edit: 4, can: { publish: false } })
  const late = { expectedEdit: 3, decision: 'approved' as const }
  await it.submit(draftId)
  const refused = await it.as('ada').call(draftRoutes.decide, { params: { draftId }, body: late })
  expect(refused.problem?.code, 'approves what she looked at, or nothing').toBe('draft.edited_meanwhile')
})

test('an approver who lost the right does not count any more', async () => {
  const params = { personId: it.seeded.people.sam ?? '' }
  const draftId = await submitted()
  await it.as('ada').call(memberRoutes.update, { params, body: { role: 'codex_admin' } })
  expect((await it.decide('sam', draftId)).body.can.publish).toBe(true)
  await it.as('ada').call(memberRoutes.update, { params, body: { role: 'member' } })
  expect(await it.get(draftId)).toMatchObject({ approvals: [{ counts: false }], can: { publish: false } })
  expect((await it.publish(draftId)).problem?.code).toBe('approval.required')
})

test('where owners approve, a Codex Admin’s word does not count', async () => {
  const draftId = await submitted('ada')
  await it.needApprovals(1, 'owner')
  expect((await it.get(draftId, 'cora')).can.approve).toBe(false)
  expect((await it.decide('cora', draftId)).problem?.code).toBe('access.denied')
  await it.needApprovals(1, 'any')
  expect((await it.decide('cora', draftId)).body.can.publish).toBe(true)
  await it.needApprovals(1, 'owner')
  expect((await it.get(draftId)).can.publish).toBe(false)
})

test('a rejection opens the draft again, and stands until the draft is edited or its author is convinced', async () => {
  await it.needApprovals(1)
  const personId = it.seeded.people.sam ?? ''
  await it.as('ada').call(memberRoutes.update, { params: { personId }, body: { role: 'codex_admin' } })
  const draftId = await submitted()
  await it.decide('sam', draftId)
  const rejected = await it.decide('ada', draftId, 'rejected')
  expect(rejected.body).toMatchObject({ state: 'open', can: { publish: false } })
  await it.submit(draftId)
  expect((await it.publish(draftId)).problem?.code).toBe('approval.required')
  await it.decide('ada', draftId)
  expect((await it.publish(draftId)).body.state).toBe('published')
  expect(await it.factsOf('draft.rejected')).toHaveLength(1)
})

test('nothing goes round it: saving and ordering in one step are refused, and a new policy is not published', async () => {
  const { body: policy } = await it.as('cora').call(policyRoutes.get, { params: { policyId: it.policies.Standard ?? '' } })
  const save = { contents: `${readOnly}# round it\n`, expectedVersion: policy.version.number }
  const saved = await it.as('ada').call(policyRoutes.save, { params: { policyId: policy.id }, body: save })
  expect(saved.problem?.code).toBe('approval.required')
  const { revision } = await it.inForce()
  const replace = { expectedRevision: revision?.number ?? null, rules: [], defaultPolicyId: null }
  expect((await it.as('ada').call(ruleRoutes.replace, { body: replace })).problem?.code).toBe('approval.required')
  const made = await it.as('ada').call(policyRoutes.create, { body: { name: 'Unseen', contents: readOnly } })
  const stored = await it.app.db.selectFrom('policy').selectAll().where('id', '=', made.body.id).executeTakeFirstOrThrow()
  expect(stored.published_version).toBeNull()

  const restored = await it.as('ada').call(draftRoutes.restore, {
    params: { number: '1' },
    body: { expectedRevision: revision?.number ?? 0 },
  })
  expect(restored.body).toMatchObject({ state: 'submitted', publishedRevision: null })
  expect((await it.inForce()).revision).toEqual(revision)
  await it.decide('cora', restored.body.id)
  expect((await it.publish(restored.body.id)).body.state).toBe('published')
})

test('two approvals mean two people', async () => {
  await it.needApprovals(2)
  const draftId = await submitted()
  await it.decide('ada', draftId)
  await it.decide('ada', draftId)
  expect((await it.publish(draftId)).problem).toMatchObject({ code: 'approval.required', given: 1, needed: 2 })
  await it.decide('sam', draftId)
  expect((await it.publish(draftId)).body.state).toBe('published')
})
