import { type Rollout, rolloutRoutes, ruleRoutes } from '@bailiwick/contracts'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import { decide } from '../delivery/index.ts'
import { makeDefault, makePolicy, startStaged } from './testing/staged.ts'
import { lookAtRollouts } from './watch-rollouts.ts'

let it: TestServer
let before: string
let after: string
beforeAll(async () => {
  it = await startTestServer()
  ;[before, after] = [await makePolicy(it, 'Standard'), await makePolicy(it, 'Tighter')]
  await makeDefault(it, before)
})
afterAll(() => it.close())
afterEach(async () => {
  const { body } = await it.as('cora').call(rolloutRoutes.list)
  const running = body.items.find((item) => item.endedAt === null)
  if (running) await it.as('cora').call(rolloutRoutes.rollBack, { params: { rolloutId: running.id }, body: {} })
})

const acme = () => it.seeded.workspaces.acme ?? ''
const inForce = async () => (await it.as('cora').call(ruleRoutes.get)).body.revision?.number
const get = async (rolloutId: string) => (await it.as('cora').call(rolloutRoutes.get, { params: { rolloutId } })).body
const advance = (rolloutId: string, expectedStage: number, who = 'cora') =>
  it.as(who).call(rolloutRoutes.advance, { params: { rolloutId }, body: { expectedStage } })
const gets = (who: string) => {
  const workspace = it.app.standing.workspace(acme())
  const member = it.app.standing.member(acme(), it.seeded.people[who] ?? '')
  if (!workspace || !member) throw new Error(`${who} is missing`)
  return decide(workspace, member, it.clock.now()).policy?.policyId
}
const everybody = ['ada', 'grace', 'cora', 'dan', 'petra', 'sam', 'nora', 'ana', 'carl']
const onNew = () => everybody.filter((who) => gets(who) === after)

test('a chosen group first, then a share, then everybody; after the last stage it is in force', async () => {
  const platform = it.seeded.groups.Platform ?? ''
  const id = await startStaged(it, after, [{ percent: 0, groupIds: [platform] }, { percent: 50 }, { percent: 100 }])
  const number = await inForce()
  expect(onNew()).toEqual(['petra'])
  const first = await get(id)
  expect(first).toMatchObject({
    title: 'Tighter',
    state: 'running',
    stage: 0,
    previousRevision: number,
    startedBy: { name: 'Ada Owner' },
    onNew: { members: 1, moved: 1 },
    onOld: { members: 8, moved: 8 },
    can: { advance: true, halt: true, rollBack: true },
  })
  expect(first.stages[0]?.groups).toEqual([{ id: platform, name: 'Platform' }])

  const half = (await advance(id, 0)).body
  expect(half.stage).toBe(1)
  const reached = onNew()
  expect(reached).toContain('petra')
  expect(half.onNew.members, 'the answer is of the stage that it tells of').toBe(reached.length)
  expect((await advance(id, 0)).problem?.code).toBe('rollout.stage_passed')
  await advance(id, 1)
  expect(onNew()).toEqual(everybody)
  expect(await inForce(), 'not before somebody says so').toBe(number)

  const [one, two] = await Promise.all([advance(id, 2), advance(id, 2)])
  expect([one.problem?.code, two.problem?.code].sort()).toEqual(['rollout.ended', undefined])
  expect(await get(id)).toMatchObject({ state: 'completed', can: { advance: false, why: 'It has ended.' } })
  expect(await inForce()).toBe(first.revision)
  expect(onNew()).toEqual(everybody)
  const draft = await it.app.db.selectFrom('policy_draft').selectAll().where('id', '=', first.draftId).executeTakeFirstOrThrow()
  expect(draft).toMatchObject({ state: 'published', published_revision: first.revision })
  await makeDefault(it, before)
})

test('rolled back, everybody has the previous revision and the draft is open again', async () => {
  const id = await startStaged(it, after, [{ percent: 100 }])
  const number = await inForce()
  expect(onNew()).toEqual(everybody)
  const body = { reason: 'Too tight' }
  const { body: ended } = await it.as('cora').call(rolloutRoutes.rollBack, { params: { rolloutId: id }, body })
  expect(ended).toMatchObject({ state: 'rolled_back', onNew: { members: 9 }, endedAt: it.clock.now().toISOString() })
  expect(onNew()).toEqual([])
  expect(await inForce()).toBe(number)
  const draft = await it.app.db.selectFrom('policy_draft').selectAll().where('id', '=', ended.draftId).executeTakeFirstOrThrow()
  expect(draft.state).toBe('open')
  expect((await it.as('cora').call(rolloutRoutes.halt, { params: { rolloutId: id }, body: {} })).problem?.code).toBe(
    'rollout.ended',
  )
})

test('halted, nobody else moves and nobody goes back; going on resumes it', async () => {
  const id = await startStaged(it, after, [{ percent: 50, minutes: 10 }, { percent: 100 }])
  const reached = onNew()
  const params = { rolloutId: id }
  const { body } = await it.as('cora').call(rolloutRoutes.halt, { params, body: { reason: 'Ask Petra first' } })
  expect(body).toMatchObject({ state: 'halted', haltedBecause: 'Ask Petra first', nextStageAt: null, can: { halt: false } })
  it.clock.advance(3_600_000)
  await lookAtRollouts(it.app)
  expect(onNew()).toEqual(reached)
  expect((await advance(id, 0)).body).toMatchObject({ state: 'running', stage: 1, haltedBecause: null })
  expect(onNew()).toEqual(everybody)
})

test('by the clock it goes on from stage to stage, each once, and completes', async () => {
  const id = await startStaged(it, after, [
    { percent: 10, minutes: 30 },
    { percent: 100, minutes: 60 },
  ])
  expect((await get(id)).nextStageAt).toBe(new Date(it.clock.now().getTime() + 30 * 60_000).toISOString())
  it.clock.advance(29 * 60_000)
  await lookAtRollouts(it.app)
  expect((await get(id)).stage).toBe(0)
  it.clock.advance(60_000)
  await Promise.all([lookAtRollouts(it.app), lookAtRollouts(it.app)])
  await it.app.feed.catchUp()
  expect(await get(id)).toMatchObject({ stage: 1, state: 'running' })
  it.clock.advance(60 * 60_000)
  await lookAtRollouts(it.app)
  await it.app.feed.catchUp()
  expect((await get(id)).state).toBe('completed')
  const facts = await it.app.db
    .selectFrom('fact')
    .select(['kind', 'actor_kind'])
    .where('subject_id', '=', id)
    .orderBy('at')
    .execute()
  expect(facts.map((fact) => [fact.kind, fact.actor_kind])).toEqual([
    ['rollout.started', 'system'],
    ['rollout.advanced', 'system'],
    ['rollout.completed', 'system'],
  ])
  await makeDefault(it, before)
})

test('one runs at a time', async () => {
  await startStaged(it, after, [{ percent: 10 }])
  await expect(startStaged(it, after, [{ percent: 10 }])).rejects.toThrow(/policy_rollout_one_runs/)
})

test('who reads, who decides, and who finds nothing', async () => {
  const id = await startStaged(it, after, [{ percent: 10 }])
  const params = { rolloutId: id }
  const seen: Rollout = (await it.as('grace').call(rolloutRoutes.get, { params })).body
  expect(seen.can).toMatchObject({ advance: false, why: expect.stringContaining('Only who may write policies') })
  expect((await advance(id, 0, 'grace')).problem?.code).toBe('access.denied')
  expect((await it.as('dan').call(rolloutRoutes.list)).problem?.code).toBe('access.denied')
  expect((await advance(id, 0, 'mallory')).problem?.code).toBe('rollout.not_found')
  expect((await it.as('mallory').call(rolloutRoutes.list)).body.items).toEqual([])
  const page = (await it.as('cora').call(rolloutRoutes.list, { query: { limit: 1 } })).body
  expect(page.items.map((item) => item.id)).toEqual([id])
  const rest = await it.as('cora').call(rolloutRoutes.list, { query: { cursor: page.nextCursor ?? '' } })
  expect(rest.body.items.length).toBeGreaterThan(2)
})
