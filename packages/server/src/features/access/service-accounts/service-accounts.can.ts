import type { Permission, ServiceAccountShareRole } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import type { Executor } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'
import { rightsOfActor } from '../index.ts'
import { type AccountRow, findShare, listAccounts } from './service-accounts.store.ts'

/** What is to be done with an account: make its tokens, configure it, or decide about it. */
export type Ask = 'tokens' | 'configure' | 'manage'

const asks: Record<ServiceAccountShareRole, readonly Ask[]> = { user: ['tokens'], manager: ['tokens', 'configure'] }

/** Whether somebody may do it, through the permission or through a share. */
export function may(permissions: ReadonlySet<Permission>, share: ServiceAccountShareRole | undefined, ask: Ask): boolean {
  return permissions.has('service_account.manage') || (share !== undefined && asks[share].includes(ask))
}

/**
 * The account, for who may do this with it, by rights and shares as the database says them now. One that is not shared with somebody is
 * missing for them. Fails: service_account.not_found, service_account.not_yours.
 */
export async function requireAccount(db: Executor, actor: Actor, accountId: string, ask: Ask, now: Date): Promise<AccountRow> {
  const [account] = await listAccounts(db, actor.workspaceId, now, { accountId })
  if (!account) throw new Failure('service_account.not_found')
  const permissions = await rightsOfActor(db, actor)
  const share = actor.personId === null ? undefined : await findShare(db, accountId, actor.personId)
  if (share === undefined && !permissions.has('service_account.manage')) throw new Failure('service_account.not_found')
  if (!may(permissions, share, ask)) throw new Failure('service_account.not_yours')
  return account
}
