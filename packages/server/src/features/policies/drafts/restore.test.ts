import { draftRoutes, policyRoutes, ruleRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DraftRig, readOnly, startDraftRig } from './testing/draft-rig.ts'

let it: DraftRig
beforeAll(async () => {
  it = await startDraftRig()
})
afterAll(() => it.close())

const everybody = ['carl', 'dan', 'nora']
const bytes = () => everybody.map((person) => it.served(person))
const restore = async (number: number, expectedRevision?: number) => {
  const { revision } = await it.inForce()
  const body = { expectedRevision: expectedRevision ?? revision?.number ?? 0, reason: 'It broke the build' }
  return it.as('cora').call(draftRoutes.restore, { params: { number: String(number) }, body })
}
async function saveDirectly(contents: string) {
  const params = { policyId: it.policies.Standard ?? '' }
  const { body } = await it.as('cora').call(policyRoutes.get, { params })
  const save = { contents, expectedVersion: body.version.number }
  return it.as('cora').call(policyRoutes.save, { params, body: save })
}

test('an earlier revision comes back with the same bytes, in one step, and the next version has a new number', async () => {
  const before = bytes()
  const first = (await it.inForce()).revision?.number ?? 0
  await saveDirectly(`${readOnly}# broken\n`)
  await saveDirectly(`${readOnly}# Standard\n`)
  expect(bytes(), 'the same text as another version is called otherwise').not.toEqual(before)
  await saveDirectly(`${readOnly}# broken again\n`)
  await it.as('cora').call(ruleRoutes.replace, { body: { expectedRevision: first + 3, rules: [], defaultPolicyId: null } })

  const { body, status } = await restore(first)
  expect(status).toBe(201)
  expect(body).toMatchObject({ title: `Restore revision ${first}`, state: 'published', publishedRevision: first + 5 })
  expect(bytes()).toEqual(before)
  const { body: policy } = await it.as('cora').call(policyRoutes.get, { params: { policyId: it.policies.Standard ?? '' } })
  expect(policy).toMatchObject({ contents: `${readOnly}# Standard\n`, version: { number: 1 } })
  const next = await saveDirectly(`${readOnly}# after\n`)
  expect(next.body.version.number).toBe(5)
  const rows = await it.app.db.selectFrom('policy').select(['newest_version', 'published_version']).execute()
  expect(rows.every((row) => row.newest_version === row.published_version)).toBe(true)
})

test('what somebody put in force meanwhile is not overwritten, and what is unknown is missing', async () => {
  const { revision } = await it.inForce()
  expect((await restore(1, (revision?.number ?? 0) - 1)).problem).toMatchObject({
    code: 'policy.changed_meanwhile',
    current: { revision: revision?.number },
  })
  expect((await restore(9999)).problem?.code).toBe('revision.not_found')
  expect((await it.inForce()).revision).toEqual(revision)
})

test('a revision whose policy or group is gone is refused with its place, and leaves no draft', async () => {
  const { body: gone } = await it.as('cora').call(policyRoutes.create, { body: { name: 'Short-lived', contents: readOnly } })
  const { revision } = await it.inForce()
  await it.as('cora').call(ruleRoutes.replace, {
    body: { expectedRevision: revision?.number ?? 0, rules: [], defaultPolicyId: gone.id },
  })
  const withIt = (await it.inForce()).revision?.number ?? 0
  await restore(withIt - 1)
  expect((await it.as('cora').call(policyRoutes.remove, { params: { policyId: gone.id } })).status).toBe(204)
  const drafts = await it.app.db.selectFrom('policy_draft').select('id').execute()
  expect((await restore(withIt)).problem).toMatchObject({ code: 'policy.not_found', problems: [{ place: 'defaultPolicyId' }] })
  expect(await it.app.db.selectFrom('policy_draft').select('id').execute()).toHaveLength(drafts.length)
})

test('two restores at once: one happens', async () => {
  const number = (await it.inForce()).revision?.number ?? 0
  const answers = await Promise.all([restore(1, number), restore(2, number)])
  expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409])
  expect((await it.inForce()).revision?.number).toBe(number + 1)
})
