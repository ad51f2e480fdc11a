import {
  controlRoutes,
  draftRoutes,
  groupRoutes,
  heldChangeRoutes,
  policyRoutes,
  rolloutRoutes,
  ruleRoutes,
} from '@bailiwick/contracts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type DraftRig, readOnly, startDraftRig } from './testing/draft-rig.ts'

let it: DraftRig
beforeAll(async () => {
  it = await startDraftRig()
})
afterAll(() => it.close())

const tight = { enabled: true, sharePercent: 25, minimumMembers: 2 }
const setBrake = (brake = tight) => it.as('ada').call(controlRoutes.set, { body: { brake } })
beforeEach(async () => {
  await setBrake({ ...tight, enabled: false })
  secrets = 60
  expect((await it.publish(await draftForEverybody())).status).toBe(200)
  await setBrake()
})

/** Each text lets people read one more file than the one before. */
let secrets = 60
const another = () =>
  `${readOnly}permissions = { filesystem = { deny_read = [${Array.from({ length: --secrets }, (_, n) => `"/secret/${n}"`).join()}] } }\n`
async function draftForEverybody() {
  const draftId = await it.begin()
  await it.save(draftId, { policies: [{ policyId: it.policies.Standard ?? '', contents: another() }] })
  return draftId
}
const release = (heldId: string) =>
  it.as('ada').call(heldChangeRoutes.decide, { params: { heldId }, body: { decision: 'release', note: 'It was announced' } })
const heldIdOf = (problem: { code: string; heldId?: unknown } | undefined) => {
  expect(problem?.code).toBe('change.held')
  return String(problem?.heldId)
}

test('a draft that moves too many is held, the review says so before, and released it is published', async () => {
  const draftId = await draftForEverybody()
  expect(await it.review(draftId)).toMatchObject({ brake: { holds: true }, blockers: [{ code: 'change.held' }] })
  const before = (await it.inForce()).revision
  const heldId = heldIdOf((await it.publish(draftId)).problem)
  expect((await it.inForce()).revision).toEqual(before)
  expect((await it.get(draftId)).state).toBe('open')
  const { body: impact } = await it.as('ada').call(heldChangeRoutes.impact, { params: { heldId } })
  expect(impact.moved).toBeGreaterThan(2)
  expect((await release(heldId)).body).toMatchObject({ state: 'released' })
  expect((await it.get(draftId)).state).toBe('published')
})

test('a save, a list and a restore are held and released likewise', async () => {
  const params = { policyId: it.policies.Standard ?? '' }
  const { body: policy } = await it.as('cora').call(policyRoutes.get, { params })
  const save = { contents: another(), expectedVersion: policy.version.number }
  const saved = await it.as('cora').call(policyRoutes.save, { params, body: save })
  expect((await release(heldIdOf(saved.problem))).status).toBe(200)
  const { body: after } = await it.as('cora').call(policyRoutes.get, { params })
  expect(after.contents).toBe(save.contents)

  const { revision } = await it.inForce()
  const list = { expectedRevision: revision?.number ?? null, rules: [], defaultPolicyId: null }
  const replaced = await it.as('cora').call(ruleRoutes.replace, { body: list })
  expect((await release(heldIdOf(replaced.problem))).status).toBe(200)
  expect((await it.inForce()).default).toBeNull()

  const expectedRevision = (await it.inForce()).revision?.number ?? 0
  const restored = await it.as('cora').call(draftRoutes.restore, { params: { number: '1' }, body: { expectedRevision } })
  const heldId = heldIdOf(restored.problem)
  expect((await it.as('ada').call(heldChangeRoutes.impact, { params: { heldId } })).body.moved).toBeGreaterThan(2)
  expect((await release(heldId)).status).toBe(200)
  expect((await it.inForce()).default).toMatchObject({ policy: { name: 'Standard' }, policyVersion: 1 })
})

test('in stages only the first stage is at once; the draft waits for the end, and nothing else goes between', async () => {
  const draftId = await draftForEverybody()
  const stages = [{ percent: 0 }, { percent: 100 }]
  const { body } = await it.publish(draftId, { stages })
  expect(body).toMatchObject({ state: 'staged', stages, publishedRevision: null })
  const standard = await it.app.db
    .selectFrom('policy')
    .selectAll()
    .where('id', '=', it.policies.Standard ?? '')
    .executeTakeFirstOrThrow()
  const other = await draftForEverybody()
  expect((await it.publish(other)).problem?.code).toBe('rollout.running')
  const { revision } = await it.inForce()
  const restore = { params: { number: '1' }, body: { expectedRevision: revision?.number ?? 0 } }
  expect((await it.as('cora').call(draftRoutes.restore, restore)).problem?.code).toBe('rollout.running')

  const { body: list } = await it.as('cora').call(rolloutRoutes.list, {})
  const params = { rolloutId: list.items[0]?.id }
  const advance = (expectedStage: number) => it.as('cora').call(rolloutRoutes.advance, { params, body: { expectedStage } })
  const held = await advance(0)
  expect(held.problem?.code, 'nobody has had time to look').toBe('change.held')
  const heldId = String(held.problem?.heldId)
  expect((await it.as('ada').call(heldChangeRoutes.impact, { params: { heldId } })).body.moved).toBeGreaterThan(2)
  expect((await release(heldId)).status).toBe(200)
  it.clock.advance(10 * 60_000)
  expect((await advance(1)).status).toBe(200)
  expect(await it.get(draftId)).toMatchObject({ state: 'published', publishedRevision: (revision?.number ?? 0) + 1 })
  const after = await it.app.db.selectFrom('policy').selectAll().where('id', '=', standard.id).executeTakeFirstOrThrow()
  expect([after.newest_version, after.published_version]).toEqual([standard.newest_version + 1, standard.newest_version + 1])
  expect(after.newest_version).toBeGreaterThan(1)
})

test('a rolled back draft is open again, with the policies as they were', async () => {
  const draftId = await draftForEverybody()
  const bytes = it.served('nora')
  const { body: added } = await it.as('cora').call(policyRoutes.create, { body: { name: 'On its way', contents: readOnly } })
  await it.save(draftId, { rules: [{ groupId: it.seeded.groups.Security ?? '', policyId: added.id }] })
  await it.publish(draftId, { stages: [{ percent: 0 }, { percent: 100 }] })
  const removed = await it.as('cora').call(policyRoutes.remove, { params: { policyId: added.id } })
  expect(removed.problem?.code, 'what is on its way to everybody stays').toBe('policy.in_use')
  const { body: list } = await it.as('cora').call(rolloutRoutes.list, {})
  const params = { rolloutId: list.items[0]?.id }
  await it.as('cora').call(rolloutRoutes.rollBack, { params, body: {} })
  expect((await it.get(draftId)).state).toBe('open')
  expect(it.served('nora')).toBe(bytes)
  await setBrake({ ...tight, enabled: false })
  expect((await it.publish(draftId)).body.state).toBe('published')
  expect(it.served('nora')).not.toBe(bytes)
})

test('stages that follow each other in no time are one, and small steps add up', async () => {
  await setBrake(tight)
  const draftId = await draftForEverybody()
  const stages = [{ percent: 0, minutes: 1 }, { percent: 1, minutes: 8 }, { percent: 100 }]
  expect((await it.publish(draftId, { stages })).problem?.code).toBe('change.held')

  await setBrake({ ...tight, enabled: false })
  const own: { groupId: string; policyId: string }[] = []
  for (const key of ['ada', 'grace', 'cora']) {
    const { body } = await it.as('ada').call(groupRoutes.create, { body: { name: `Only ${key}` } })
    const params = { groupId: body.id }
    await it.as('ada').call(groupRoutes.addMembers, { params, body: { emails: [`${key}@acme.test`] } })
    own.push({ groupId: body.id, policyId: it.policies['Locked down'] ?? '' })
  }
  await setBrake(tight)
  const listed = async (more: typeof own) => {
    const { revision, rules, default: byDefault } = await it.inForce()
    const rest = rules.map((rule) => ({ groupId: rule.group.id, policyId: rule.policy.id }))
    const known = new Set(rest.map((rule) => rule.groupId))
    const body = {
      expectedRevision: revision?.number ?? null,
      rules: [...more.filter((rule) => !known.has(rule.groupId)), ...rest],
      defaultPolicyId: byDefault?.policy.id ?? null,
    }
    return it.as('cora').call(ruleRoutes.replace, { body })
  }
  expect((await listed(own.slice(0, 1))).status).toBe(200)
  expect((await listed(own.slice(0, 2))).status).toBe(200)
  const third = await listed(own)
  expect(third.problem).toMatchObject({ code: 'change.held', moved: 3 })
  expect(third.problem?.detail).toMatch(/^With what happened in the last ten minutes it moves 3 of/)
  it.clock.advance(10 * 60_000)
  expect((await listed(own)).status).toBe(200)
})

test('stages name groups of this workspace, and never fewer people than before', async () => {
  await setBrake({ ...tight, enabled: false })
  const { body: theirs } = await it.as('mallory').call(groupRoutes.create, { body: { name: 'Nobody else’s business' } })
  const draftId = await draftForEverybody()
  const foreign = await it.publish(draftId, { stages: [{ percent: 5, groupIds: [theirs.id] }] })
  expect(foreign.problem).toMatchObject({ code: 'group.not_found', problems: [{ place: 'body.stages.0.groupIds.0' }] })
  const smaller = await it.publish(draftId, { stages: [{ percent: 50 }, { percent: 5 }] })
  expect(smaller.problem).toMatchObject({ code: 'request.invalid', problems: [{ place: 'body.stages.1.percent' }] })
})
