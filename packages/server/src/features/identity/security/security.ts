import type { BodyOf, Security, securityRoutes } from '@bailiwick/contracts'
import { type Actor, operatorActor, type PersonCaller } from '../../../platform/actor.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'
import { factorKindsOf, isFromIdentityProvider, isListed } from '../../access/index.ts'
import { findWorkspaceBySlug, lockWorkspace } from '../founding/index.ts'
import { listWithoutEvidence } from '../single-sign-on/index.ts'
import { readNetwork } from './networks.ts'
import * as store from './security.store.ts'

type App = Pick<Platform, 'db' | 'clock'>
type Change = BodyOf<(typeof securityRoutes)['update']>

/** Sign-in security as its reader sees it. */
export async function readSecurity(app: App, actor: Actor, caller: PersonCaller | undefined): Promise<Security> {
  const row = await store.findSecurity(app.db, actor.workspaceId)
  const { members, without } = await store.countFactors(app.db, actor.workspaceId)
  const change = actor.permissions.has('identity.manage')
  const requireMfa = change && (await mayRequire(app, actor, caller))
  const why = change ? 'Add a second factor of your own before you ask for others’.' : 'Needs the permission identity.manage.'
  return {
    mfaRequired: row.mfa_required,
    ipAllowlist: row.ip_allowlist,
    members,
    membersWithoutFactor: without,
    providersWithoutEvidence: await listWithoutEvidence(app.db, actor.workspaceId),
    yourAddress: actor.address ?? '',
    can: { change, requireMfa, why: requireMfa ? null : why },
  }
}

/**
 * Changes what is named of sign-in security; in force with the next request. Nobody asks for what would keep themselves out.
 * Fails: request.invalid, security.no_factor_yourself, security.locks_you_out.
 */
export async function changeSecurity(app: App, actor: Actor, caller: PersonCaller | undefined, change: Change): Promise<void> {
  const networks = change.ipAllowlist && readNetworks(change.ipAllowlist)
  if (networks && networks.length > 0 && !isListed(networks, actor.address)) {
    throw new Failure('security.locks_you_out', { detail: `You come from ${actor.address ?? 'an unknown address'}.` })
  }
  await app.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, actor.workspaceId)
    const before = await store.findSecurity(tx, actor.workspaceId)
    if (change.mfaRequired && !before.mfa_required && !(await mayRequire({ db: tx }, actor, caller))) {
      throw new Failure('security.no_factor_yourself')
    }
    const after = { mfa_required: change.mfaRequired ?? before.mfa_required, ip_allowlist: networks ?? before.ip_allowlist }
    if (after.mfa_required === before.mfa_required && sameList(after.ip_allowlist, before.ip_allowlist)) return
    await store.putSecurityRow(tx, actor.workspaceId, after)
    await record(tx, app.clock, actor, { kind: 'security.changed', detail: { before: inWords(before), after: inWords(after) } })
  })
}

/**
 * Whether somebody may ask for second factors: one who has one, or whom an identity provider vouched for with one. For an admin key, an
 * active owner must have one.
 */
async function mayRequire({ db }: { db: Parameters<typeof factorKindsOf>[0] }, actor: Actor, caller: PersonCaller | undefined) {
  if (actor.personId === null) return store.hasOwnerWithFactor(db, actor.workspaceId)
  if (caller && isFromIdentityProvider(caller.session)) return caller.session.secondFactorAt !== null
  return (await factorKindsOf(db, actor.personId)).length > 0
}

function readNetworks(texts: string[]): string[] {
  const read = texts.map(readNetwork)
  const problems = read.flatMap((it, n) =>
    it === undefined ? [{ place: `body.ipAllowlist.${n}`, message: 'is neither an address nor a CIDR block' }] : [],
  )
  if (problems.length > 0) throw new Failure('request.invalid', { problems })
  return [...new Set(read.filter((it) => it !== undefined))]
}

const sameList = (a: string[], b: string[]): boolean => a.length === b.length && a.every((it, n) => it === b[n])

const inWords = ({ mfa_required, ip_allowlist }: store.SecurityRow) => ({ mfaRequired: mfa_required, ipAllowlist: ip_allowlist })

/** For somebody with a shell on the host, whom the list keeps out: every network may come in again. Fails: workspace.not_found. */
export async function clearAllowlist(app: App, slug: string): Promise<{ workspace: string; before: string[] }> {
  return app.db.transaction().execute(async (tx) => {
    const workspace = await findWorkspaceBySlug(tx, slug)
    if (!workspace) throw new Failure('workspace.not_found', { detail: `No workspace has the short name ${slug}.` })
    await lockWorkspace(tx, workspace.id)
    const { ip_allowlist: before } = await store.findSecurity(tx, workspace.id)
    await store.putSecurityRow(tx, workspace.id, { ip_allowlist: [] })
    await record(tx, app.clock, operatorActor(workspace.id, 'Operator on the host'), {
      kind: 'security.allowlist_cleared',
      detail: { before: { ipAllowlist: before }, after: { ipAllowlist: [] } },
    })
    return { workspace: workspace.name, before }
  })
}
