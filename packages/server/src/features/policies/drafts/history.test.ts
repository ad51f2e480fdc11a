import { draftRoutes, ruleRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DraftRig, readOnly, startDraftRig } from './testing/draft-rig.ts'

let it: DraftRig
beforeAll(async () => {
  it = await startDraftRig()
})
afterAll(() => it.close())

test('the history tells the draft, its authors, who approved exactly that, why, and what it means', async () => {
  await it.needApprovals(1)
  const draftId = await it.begin()
  const contents = `${readOnly}allow_login_shell = false\n`
  await it.save(draftId, { policies: [{ policyId: it.policies.Standard ?? '', contents }] })
  await it.submit(draftId)
  await it.decide('ada', draftId)
  await it.save(draftId, { defaultPolicyId: it.policies.Standard ?? null }, 'sam').catch(() => undefined)
  const body = { expectedEdit: 2, reason: 'No login shells' }
  const published = await it.as('cora').call(draftRoutes.publish, { params: { draftId }, body })
  const number = String(published.body.publishedRevision)

  const { body: revision } = await it.as('grace').call(ruleRoutes.revision, { params: { number } })
  expect(revision).toMatchObject({
    note: 'No login shells',
    createdBy: { name: 'Cora Codex Admin' },
    draft: { id: draftId, authors: [{ name: 'Cora Codex Admin' }] },
    approvals: [{ person: { name: 'Ada Owner' } }],
    changes: [{ policy: { name: 'Standard' }, changes: [{ key: 'allow_login_shell', effect: 'tightened' }] }],
  })
  expect(revision.order.before).not.toEqual(revision.order.after)
  const { body: list } = await it.as('grace').call(ruleRoutes.revisions)
  expect(list.items.map((item) => [item.draft?.id ?? null, item.approvals.length])).toEqual([
    [draftId, 1],
    [null, 0],
  ])
})

test('the review says what a changed text means', async () => {
  const draftId = await it.begin()
  await it.save(draftId, { policies: [{ policyId: it.policies.Standard ?? '', contents: readOnly }] })
  const review = await it.review(draftId)
  expect(review.checks.find((check) => check.changed)).toMatchObject({
    policy: { name: 'Standard' },
    changes: [{ key: 'allow_login_shell', effect: 'loosened' }],
  })
  expect(review.impact.moves[0]).toMatchObject({ loosened: 1, tightened: 0 })
})
