import type { BodyOf, serviceAccountRoutes } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { announce } from '../../../platform/changes/changes.ts'
import { asDb, type Tx } from '../../../platform/db/db.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import { requirePermission } from '../../../platform/http/index.ts'
import { newId } from '../../../platform/ids.ts'
import type { Platform } from '../../../platform/platform.ts'
import { getWorkspace, lockWorkspace } from '../../identity/founding/index.ts'
import { addMembers } from '../../identity/groups/index.ts'
import { beyond, deactivate, reactivate } from '../../identity/members/index.ts'
import { insertPerson } from '../../identity/sessions/index.ts'
import type { Operation } from '../../policies/brake/index.ts'
import type { Standing } from '../../standing/index.ts'
import { rightsOfActor, rightsWhenActive } from '../index.ts'
import { addressOf, handleOf } from './address.ts'
import { requireAccount } from './service-accounts.can.ts'
import * as store from './service-accounts.store.ts'

export type App = Pick<Platform, 'db' | 'clock'> & { standing: Standing }
type New = BodyOf<(typeof serviceAccountRoutes)['create']>
export type Change = BodyOf<(typeof serviceAccountRoutes)['update']>

const subjectOf = ({ id, name }: { id: string; name: string }) => ({ type: 'person', id, name })

/**
 * Makes a member that is not a person, and puts it into groups as far as the actor may. Returns its id.
 * Fails: access.denied, service_account.name_taken, group.not_found, group.above_you, group.owned_by_directory.
 */
export async function createAccount(app: App, actor: Actor, input: New): Promise<string> {
  return app.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, actor.workspaceId)
    requirePermission({ permissions: await rightsOfActor(tx, actor) }, 'service_account.manage')
    if (await store.isNameTaken(tx, actor.workspaceId, input.name)) throw new Failure('service_account.name_taken')
    const now = app.clock.now()
    const account = await insertNamed(tx, actor.workspaceId, input.name, now)
    const { id, email } = account
    await store.insertAccount(tx, {
      person_id: id,
      workspace_id: actor.workspaceId,
      description: input.description,
      created_by: actor.personId,
      created_at: now,
    })
    await announce(tx, 'member', actor.workspaceId, id)
    await record(tx, app.clock, actor, {
      kind: 'service_account.created',
      subject: subjectOf(account),
      detail: { after: { name: input.name, email, description: input.description } },
    })
    for (const groupId of new Set(input.groupIds)) await addMembers({ ...app, db: asDb(tx) }, actor, groupId, [email])
    return id
  })
}

/** The person behind an account, under the first address of this name that is free: names come back, and addresses stay with who had them. */
async function insertNamed(tx: Tx, workspaceId: string, name: string, now: Date) {
  const { slug } = await getWorkspace(tx, workspaceId)
  const id = newId('serviceAccount')
  for (let n = 1; ; n++) {
    const email = addressOf(n === 1 ? handleOf(name) : `${handleOf(name)}-${n}`, slug)
    const made = await insertPerson(tx, { id, email, name, password_hash: null, kind: 'service_account', created_at: now })
    if (made) return { id, email, name }
  }
}

/**
 * Names, describes, disables or enables an account. Disabling is what deactivating a person is: its tokens end for good, at once.
 * Fails: service_account.not_found, service_account.not_yours, service_account.name_taken, member.above_you, change.held.
 */
export async function updateAccount(
  app: App,
  actor: Actor,
  accountId: string,
  change: Change,
  { released } = { released: false },
): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, actor.workspaceId)
    const account = await requireAccount(tx, actor, accountId, 'configure', app.clock.now())
    const before = stateOf(account)
    const after = { ...before, ...change }
    if (after.name !== before.name && (await store.isNameTaken(tx, actor.workspaceId, after.name, accountId))) {
      throw new Failure('service_account.name_taken')
    }
    await store.setPerson(tx, accountId, { name: after.name })
    await store.setDescription(tx, accountId, after.description)
    await announce(tx, 'member', actor.workspaceId, accountId)
    if (after.status !== before.status) {
      await requireWithin(tx, actor, accountId)
      const subject = { id: accountId, name: after.name, role: 'member' }
      if (after.status === 'active') await reactivate(tx, app, actor, subject)
      else {
        const what = `${actor.name} disables ${account.name}`
        await deactivate(tx, app, actor, subject, { operation: operation('update', { accountId, change }, what), released })
      }
    }
    await record(tx, app.clock, actor, {
      kind: 'service_account.updated',
      subject: subjectOf({ id: accountId, name: after.name }),
      detail: { before, after },
    })
  })
}

/** Deletes an account for good. Fails: service_account.not_found, member.above_you, change.held. */
export async function removeAccount(
  app: App,
  actor: Actor,
  accountId: string,
  { released } = { released: false },
): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, actor.workspaceId)
    const account = await requireAccount(tx, actor, accountId, 'manage', app.clock.now())
    await requireWithin(tx, actor, accountId)
    if (account.status === 'active') {
      const what = `${actor.name} deletes ${account.name}`
      const subject = { id: accountId, name: account.name, role: 'member' }
      await deactivate(tx, app, actor, subject, { operation: operation('remove', { accountId }, what), released })
    }
    await store.setDeleted(tx, actor.workspaceId, accountId, app.clock.now())
    const { slug } = await getWorkspace(tx, actor.workspaceId)
    await store.setPerson(tx, accountId, { email: addressOf(`deleted-${accountId}`, slug) })
    await announce(tx, 'member', actor.workspaceId, accountId)
    await record(tx, app.clock, actor, {
      kind: 'service_account.deleted',
      subject: subjectOf(account),
      detail: { before: { ...stateOf(account), email: account.email, groups: account.groups.map((it) => it.name) } },
    })
  })
}

const operation = (verb: 'update' | 'remove', input: object, what: string): Operation => ({
  kind: `service_account.${verb}`,
  input,
  what,
})

const stateOf = ({ name, description, status }: store.AccountRow) => ({
  name,
  description,
  status: status === 'active' ? ('active' as const) : ('disabled' as const),
})

/** Nobody switches on, off or away what holds more rights to administer than they do. Fails: member.above_you. */
async function requireWithin(tx: Tx, actor: Actor, accountId: string): Promise<void> {
  const held = (await rightsWhenActive(tx, actor.workspaceId, [accountId])).get(accountId) ?? new Set()
  const lacking = beyond({ permissions: await rightsOfActor(tx, actor) }, held)
  if (lacking.length > 0) throw new Failure('member.above_you', { detail: `It holds what you lack: ${lacking.join(', ')}.` })
}
