import type { BodyOf, serviceAccountRoutes } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import { lockWorkspace } from '../../identity/founding/index.ts'
import { requireAccount } from './service-accounts.can.ts'
import * as store from './service-accounts.store.ts'
import type { App } from './service-accounts.ts'

/** Lets an active member make its tokens, or configure it too. Fails: service_account.not_found, member.not_found. */
export async function shareAccount(
  app: App,
  actor: Actor,
  accountId: string,
  { email, role }: BodyOf<(typeof serviceAccountRoutes)['share']>,
): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, actor.workspaceId)
    const now = app.clock.now()
    const account = await requireAccount(tx, actor, accountId, 'manage', now)
    const person = await store.findHuman(tx, actor.workspaceId, email)
    if (!person) throw new Failure('member.not_found', { detail: `No active member has the address ${email}.` })
    const before = await store.findShare(tx, accountId, person.id)
    if (before === role) return
    const share = { account_id: accountId, person_id: person.id, role, created_by: actor.personId, created_at: now }
    await store.putShare(tx, share)
    await record(tx, app.clock, actor, {
      kind: 'service_account.shared',
      subject: { type: 'person', id: accountId, name: account.name },
      detail: { with: person, before: before ?? null, after: role },
    })
  })
}

/** Takes a share away; tokens that its holder made go on. Fails: service_account.not_found, member.not_found. */
export async function unshareAccount(app: App, actor: Actor, accountId: string, personId: string): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, actor.workspaceId)
    const account = await requireAccount(tx, actor, accountId, 'manage', app.clock.now())
    const before = await store.findShare(tx, accountId, personId)
    if (!(await store.deleteShare(tx, accountId, personId))) throw new Failure('member.not_found')
    await record(tx, app.clock, actor, {
      kind: 'service_account.unshared',
      subject: { type: 'person', id: accountId, name: account.name },
      detail: { with: await store.findName(tx, personId), before: before ?? null },
    })
  })
}
