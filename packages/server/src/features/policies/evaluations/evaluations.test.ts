import { draftRoutes, evaluationRoutes, policyRoutes, ruleRoutes } from '@bailiwick/contracts'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type GatewayRig, startGatewayRig } from '../../gateway/testing/gateway-rig.ts'

let rig: GatewayRig
let draftId = ''
let policyId = ''
const prompted = `[[rules.prefix_rules]]
pattern = [{ token = "git" }, { token = "push" }]
decision = "prompt"
`
const stricter = `${prompted.replace('"prompt"', '"forbidden"')}
[experimental_network]
enabled = true
`
beforeAll(async () => {
  rig = await startGatewayRig()
  const ada = rig.it.as('ada')
  policyId = (await ada.call(policyRoutes.create, { body: { name: 'Standard', contents: prompted } })).body.id
  const body = { expectedRevision: null, rules: [], defaultPolicyId: policyId }
  expect((await ada.call(ruleRoutes.replace, { body })).status).toBe(200)
  const draft = await ada.call(draftRoutes.create, { body: { title: 'No pushing' } })
  draftId = draft.body.id
  const contents = { expectedEdit: draft.body.edit, policies: [{ policyId, contents: stricter, defaults: '' }] }
  expect((await ada.call(draftRoutes.save, { params: { draftId }, body: contents })).status).toBe(200)
})
afterAll(() => rig.close())
beforeEach(() => rig.model.reset())

const engineering = () => rig.it.seeded.groups.Engineering ?? ''
const start = async (groupIds: string[] = []) => {
  const answer = await rig.it.as('ada').call(evaluationRoutes.start, { body: { draftId, groupIds, days: 7 } })
  await rig.it.app.feed.catchUp()
  return answer
}
const look = async (evaluationId: string) =>
  (await rig.it.as('cora').call(evaluationRoutes.get, { params: { evaluationId } })).body

async function ask(as: string, commands: string[] = [], callId = 'call') {
  rig.model.script({ message: 'done' })
  const input = [
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'the secret plan' }] },
    ...commands.map((cmd, index) => ({
      type: 'function_call',
      call_id: `${callId}${index}`,
      name: 'exec_command',
      arguments: JSON.stringify({ cmd }),
    })),
  ]
  const headers = { 'x-codex-turn-metadata': JSON.stringify({ sandbox_mode: 'workspace-write' }) }
  const answer = await rig.ask({ as, headers, body: JSON.stringify({ model: 'acme-coder', stream: true, input }) })
  expect(answer.text).toContain('done')
}

test('what a draft would have said is counted for its group, the old policy stays in force, and no content is kept', async () => {
  const { status, body } = await start([engineering()])
  expect(status).toBe(201)
  expect(body).toMatchObject({ running: true, calls: 0, groups: [{ name: 'Engineering' }] })
  await ask('dan', ['git push origin main', 'ls'])
  await ask('dan', ['git push origin main', 'ls'])
  await ask('carl', ['git push'], 'carl')
  const seen = await look(body.id)
  expect(seen).toMatchObject({ calls: 2, people: 1 })
  expect(seen.counts).toContainEqual(
    expect.objectContaining({
      kind: 'command',
      inForce: 'prompted',
      inDraft: 'denied',
      count: 1,
      people: 1,
      key: expect.stringContaining('prefix_rules'),
    }),
  )
  expect(seen.counts).toContainEqual(expect.objectContaining({ kind: 'sandbox', inForce: 'not_restricted', count: 2 }))
  expect(seen.sentence).toContain('would have stopped or asked about 1 more')
  const rows = await rig.it.app.db.selectFrom('policy_evaluation_count').selectAll().execute()
  expect(JSON.stringify(rows)).not.toMatch(/origin|secret/)

  const ended = await rig.it.as('ada').call(evaluationRoutes.end, { params: { evaluationId: body.id } })
  expect(ended.body.running).toBe(false)
  await rig.it.app.feed.catchUp()
  await ask('dan', ['git push again'], 'later')
  expect((await look(body.id)).calls).toBe(2)
})

test('a run without groups looks at everybody, and ends by the clock', async () => {
  const { body } = await start()
  await ask('carl', ['git push'], 'everybody')
  expect((await look(body.id)).calls).toBe(1)
  expect((await rig.it.as('ada').call(evaluationRoutes.list)).body.length).toBeGreaterThan(0)
})

test('who may not write policies starts none; another workspace finds none; a draft that clients refuse observes nobody', async () => {
  const body = { draftId, groupIds: [], days: 1 }
  expect((await rig.it.as('dan').call(evaluationRoutes.start, { body })).problem?.code).toBe('access.denied')
  expect((await rig.it.as('mallory').call(evaluationRoutes.start, { body })).problem?.code).toBe('draft.not_found')
  const { body: run } = await start()
  const params = { evaluationId: run.id }
  for (const route of [evaluationRoutes.get, evaluationRoutes.end]) {
    expect((await rig.it.as('mallory').call(route, { params })).problem?.code).toBe('evaluation.not_found')
  }
  expect((await start([rig.it.seeded.groups.Research ?? ''])).problem?.code).toBe('group.not_found')
  const bad = await rig.it.as('ada').call(draftRoutes.create, { body: { title: 'Broken' } })
  const contents = { expectedEdit: bad.body.edit, policies: [{ policyId, contents: 'allowed_sandbox_modes = []', defaults: '' }] }
  await rig.it.as('ada').call(draftRoutes.save, { params: { draftId: bad.body.id }, body: contents })
  const refused = await rig.it.as('ada').call(evaluationRoutes.start, { body: { ...body, draftId: bad.body.id } })
  expect(refused.problem?.code).toBe('policy.refused_by_client')
})

test('asked for twice it is one run, and so many run at once', async () => {
  const [first, second] = await Promise.all([start(), start()])
  expect(second.body.id).toBe(first.body.id)
  const { body: other } = await rig.it.as('ada').call(draftRoutes.create, { body: { title: 'Another' } })
  await rig.it.app.db
    .insertInto('policy_evaluation')
    .columns(['id', 'workspace_id', 'draft_id', 'title', 'candidate', 'group_ids', 'started_at', 'ends_at'])
    .expression((eb) =>
      eb
        .selectFrom('policy_evaluation')
        .where('id', '=', first.body.id)
        .innerJoin(sql<{ n: number }>`generate_series(1, 20)`.as('n'), (join) => join.onTrue())
        .select([
          sql<string>`'copy' || n`.as('id'),
          'workspace_id',
          'draft_id',
          'title',
          'candidate',
          'group_ids',
          'started_at',
          'ends_at',
        ]),
    )
    .execute()
  const body = { draftId: other.id }
  const refused = await rig.it.as('ada').call(evaluationRoutes.start, { body })
  expect(refused.problem).toMatchObject({ code: 'request.too_many', detail: '20 drafts observe already; end one.' })
  await rig.it.app.db.deleteFrom('policy_evaluation').where('id', 'like', 'copy%').execute()
})
