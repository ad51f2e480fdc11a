import { draftRoutes, groupRoutes, memberRoutes, overviewRoutes, policyRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publishDue } from './scheduled.ts'
import { type DraftRig, readOnly, startDraftRig } from './testing/draft-rig.ts'

let it: DraftRig
beforeAll(async () => {
  it = await startDraftRig()
})
afterAll(() => it.close())

const hour = 3_600_000
const inHours = (hours: number) => new Date(it.clock.now().getTime() + hours * hour).toISOString()
let written = 0
async function scheduled(who = 'cora', at = inHours(1)) {
  const draftId = await it.begin(who)
  const line = `# scheduled ${++written}`
  await it.save(draftId, { policies: [{ policyId: it.policies.Standard ?? '', contents: `${readOnly}${line}\n` }] }, who)
  const answer = await it.publish(draftId, { at }, who)
  return { draftId, line, answer }
}
async function due() {
  it.clock.advance(hour)
  await publishDue(it.app)
  await it.app.feed.catchUp()
}

test('a scheduled draft goes in force when its time has come, once, in the name of who scheduled it', async () => {
  const { draftId, line, answer } = await scheduled()
  expect(answer.body).toMatchObject({ state: 'scheduled', publishAt: inHours(1), can: { publish: false, discard: true } })
  await publishDue(it.app)
  expect(it.served('nora')).not.toContain(line)
  const { revision } = await it.inForce()
  it.clock.advance(hour)
  await Promise.all([publishDue(it.app), publishDue(it.app)])
  await it.app.feed.catchUp()
  expect(it.served('nora')).toContain(line)
  expect(await it.get(draftId)).toMatchObject({ state: 'published', publishedRevision: (revision?.number ?? 0) + 1 })
  expect((await it.inForce()).revision).toMatchObject({
    number: (revision?.number ?? 0) + 1,
    createdBy: { name: 'Cora Codex Admin' },
  })
})

test('a time that has passed is none, and what cannot be published is not scheduled', async () => {
  const { answer } = await scheduled('cora', inHours(-1))
  expect(answer.problem).toMatchObject({ code: 'request.invalid', problems: [{ place: 'body.at' }] })
  const draftId = await it.begin()
  await it.save(draftId, { policies: [{ policyId: it.policies.Standard ?? '', contents: 'a = ' }] })
  expect((await it.publish(draftId, { at: inHours(1) })).problem?.code).toBe('policy.refused_by_client')
})

test('a scheduled draft can be taken back, and is not edited before', async () => {
  const { draftId, line } = await scheduled()
  expect((await it.save(draftId, { tests: [] })).problem?.code).toBe('draft.wrong_state')
  const params = { draftId }
  expect((await it.as('cora').call(draftRoutes.unschedule, { params })).body).toMatchObject({ state: 'open', publishAt: null })
  await due()
  expect(it.served('nora')).not.toContain(line)
})

test('what stands against it at its time is a fact, and the draft is open again', async () => {
  const { body: group } = await it.as('grace').call(groupRoutes.create, { body: { name: 'Short-lived' } })
  const { draftId, line } = await scheduled()
  await it.as('cora').call(draftRoutes.unschedule, { params: { draftId } })
  await it.save(draftId, { rules: [{ groupId: group.id, policyId: it.policies.Standard ?? '' }] })
  await it.publish(draftId, { at: inHours(1) })
  await it.as('grace').call(groupRoutes.remove, { params: { groupId: group.id } })
  await due()
  expect(it.served('nora')).not.toContain(line)
  expect(await it.get(draftId)).toMatchObject({ state: 'open', publishAt: null })
  expect((await it.factsOf('draft.not_published')).at(-1)).toMatchObject({
    code: 'group.not_found',
    before: { scheduledBy: 'Cora Codex Admin' },
  })
  const { body } = await it.as('ada').call(overviewRoutes.get)
  expect(body.attention).toContainEqual(
    expect.objectContaining({ code: 'draft_not_published', to: `policies/drafts/${draftId}` }),
  )
})

test('a direct change before its time is joined, and one of the same text is a conflict that waits for somebody', async () => {
  const { draftId } = await scheduled()
  const params = { policyId: it.policies.Standard ?? '' }
  const { body } = await it.as('ada').call(policyRoutes.get, { params })
  const save = { contents: `${readOnly}# direct\n`, expectedVersion: body.version.number }
  await it.as('ada').call(policyRoutes.save, { params, body: save })
  await due()
  expect(it.served('nora')).toContain('# direct')
  expect((await it.get(draftId)).state).toBe('open')
  expect((await it.factsOf('draft.not_published')).at(-1)).toMatchObject({ code: 'draft.conflicts' })
})

test('whoever scheduled it must still be allowed to publish, and approvals must still be enough', async () => {
  const personId = it.seeded.people.sam ?? ''
  await it.as('ada').call(memberRoutes.update, { params: { personId }, body: { role: 'codex_admin' } })
  const bySam = await scheduled('sam')
  await it.as('ada').call(memberRoutes.update, { params: { personId }, body: { role: 'member' } })
  await due()
  expect((await it.get(bySam.draftId)).state).toBe('open')
  expect((await it.factsOf('draft.not_published')).at(-1)).toMatchObject({ code: 'access.denied' })

  const unapproved = await scheduled()
  await it.needApprovals(1)
  await due()
  await it.needApprovals(0)
  expect((await it.get(unapproved.draftId)).state).toBe('open')
  expect((await it.factsOf('draft.not_published')).at(-1)).toMatchObject({ code: 'approval.required' })
})

test('a time beyond what can be kept, and a revision beyond what can be counted, are refused', async () => {
  const draftId = await it.begin()
  const never = await it.publish(draftId, { at: '9999-12-31T23:59:59-23:59' })
  expect(never.problem).toMatchObject({
    code: 'request.invalid',
    problems: [{ place: 'body.at', message: 'is more than a year away' }],
  })
  const far = await it.as('cora').call(draftRoutes.create, { body: { title: 'Far', fromRevision: 3_000_000_000 } })
  expect(far.problem?.code).toBe('request.invalid')
})
