import { invitationRoutes, memberRoutes, sessionRoutes } from '@bailiwick/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import { createWorkspace } from '../workspaces/index.ts'
import { recoverOwner } from './recover-owner.ts'

let it: TestServer
beforeAll(async () => {
  it = await startTestServer()
})
afterAll(() => it.close())

test('a locked-out owner comes back by a link from the host, and it is loud', async () => {
  const recovery = await recoverOwner(it.app, { email: 'IVAN@acme.test' })
  expect(recovery.workspaces).toEqual(['Acme Robotics'])
  await it.app.feed.catchUp()
  const standing = it.app.standing.member(it.seeded.workspaces.acme ?? '', it.seeded.people.ivan ?? '')
  expect(standing).toMatchObject({ role: 'owner', status: 'active' })
  expect((await it.as('ivan').call(sessionRoutes.me)).status).toBe(401)
  const body = { token: recovery.url.split('=')[1] ?? '', password: 'ivan-is-back-again' }
  expect((await it.anonymous.call(sessionRoutes.redeemReset, { body })).status).toBe(204)
  const fact = await it.app.db
    .selectFrom('fact')
    .innerJoin('fact_payload', 'fact_id', 'fact.id')
    .select(['actor_kind', 'subject_id', 'payload'])
    .where('kind', '=', 'owner.recovered')
    .executeTakeFirstOrThrow()
  expect(fact).toMatchObject({
    actor_kind: 'operator',
    subject_id: it.seeded.people.ivan,
    payload: { detail: { before: { role: 'member', status: 'deactivated' } } },
  })
})

test('a named workspace gets an owner who was no member of it', async () => {
  expect((await recoverOwner(it.app, { email: 'nora@acme.test', workspaceSlug: 'beta' })).workspaces).toEqual(['Beta Labs'])
  await it.app.feed.catchUp()
  expect(it.app.standing.member(it.seeded.workspaces.beta ?? '', it.seeded.people.nora ?? '')?.role).toBe('owner')
  expect(it.app.standing.member(it.seeded.workspaces.acme ?? '', it.seeded.people.nora ?? '')?.role).toBe('member')
})

test('an unknown person or workspace is named', async () => {
  await expect(recoverOwner(it.app, { email: 'nobody@acme.test' })).rejects.toMatchObject({ code: 'lookup.nobody' })
  await expect(recoverOwner(it.app, { email: 'dan@acme.test', workspaceSlug: 'gamma' })).rejects.toMatchObject({
    code: 'workspace.not_found',
  })
})

test('the host makes a workspace, whose owner joins by a link also when somebody took the address before', async () => {
  const made = await createWorkspace(it.app, { name: 'Acme', ownerEmail: 'dan@acme.test' })
  expect(made).toMatchObject({ slug: 'acme-2' })
  await it.app.feed.catchUp()
  expect(it.app.standing.workspace(made.workspaceId)?.name).toBe('Acme')
  const list = () => it.as('dan').call(memberRoutes.list, { params: { workspaceId: made.workspaceId } })
  expect((await list()).problem?.code).toBe('workspace.not_found')
  const body = { token: made.invitationUrl.split('#token=')[1] ?? '' }
  const { problem } = await it.as('petra').call(invitationRoutes.accept, { body })
  expect(problem?.code).toBe('invitation.other_person')
  expect((await it.as('dan').call(invitationRoutes.accept, { body })).status).toBe(200)
  expect((await list()).body.items.map((member) => member.role)).toEqual(['owner'])
})

test('the host refuses a short name that is taken or not one, and what is no address', async () => {
  const again = { name: 'Acme', slug: 'acme', ownerEmail: 'dan@acme.test' }
  await expect(createWorkspace(it.app, again)).rejects.toMatchObject({ code: 'workspace.slug_taken' })
  await expect(createWorkspace(it.app, { ...again, slug: 'A b' })).rejects.toMatchObject({ code: 'request.invalid' })
  await expect(createWorkspace(it.app, { name: 'X', ownerEmail: 'not an address' })).rejects.toMatchObject({
    code: 'request.invalid',
  })
})
