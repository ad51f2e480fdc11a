import type { RoleName } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { Failure } from '../../../platform/failure.ts'
import type { IssuerApp } from './access-tokens.ts'
import { type GrantRow, listLiveGrants, lockGrant } from './grants.store.ts'
import { endGrant } from './grants.ts'

type App = Pick<IssuerApp, 'db' | 'clock' | 'standing'>

/** A member's live sign-ins, newest first. Fails: member.not_found. */
export async function listSignedIn(app: App, actor: Actor, personId: string): Promise<GrantRow[]> {
  if (!app.standing.member(actor.workspaceId, personId)) throw new Failure('member.not_found')
  return listLiveGrants(app.db, actor.workspaceId, personId, app.clock.now())
}

/** Ends one sign-in of a member. Fails: client.not_found (also when it has ended). */
export async function signOutClient(app: App, actor: Actor, personId: string, grantId: string): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    const grant = await lockGrant(tx, grantId)
    if (grant?.workspace_id !== actor.workspaceId || grant.person_id !== personId) throw new Failure('client.not_found')
    // An access token is revoked where it is listed, under its name.
    if (grant.surface === 'access_token') throw new Failure('client.not_found')
    if (!(await endGrant(tx, app.clock, actor, grant, 'signed_out'))) throw new Failure('client.not_found')
  })
}

/** The roles whose people somebody without `role.assign` may manage. */
const belowAdmins: ReadonlySet<RoleName> = new Set<RoleName>(['member', 'analytics_viewer'])

/** Ends one sign-in of somebody else. Fails: member.not_found, member.above_you, client.not_found. */
export async function signOutClientOf(app: App, actor: Actor, personId: string, grantId: string): Promise<void> {
  const member = app.standing.member(actor.workspaceId, personId)
  if (!member) throw new Failure('member.not_found')
  if (!actor.permissions.has('role.assign') && !belowAdmins.has(member.role)) throw new Failure('member.above_you')
  await signOutClient(app, actor, personId, grantId)
}
