import type { BodyOf, singleSignOnRoutes } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import { newId } from '../../../platform/ids.ts'
import type { Platform } from '../../../platform/platform.ts'
import { lockWorkspace } from '../founding/index.ts'
import { readCertificate } from './certificates.ts'
import { isEnforced } from './is-enforced.ts'
import { requireUsableAddress } from './outbound.ts'
import * as store from './providers.store.ts'

type App = Pick<Platform, 'db' | 'clock' | 'sealing' | 'config'>
type Created = BodyOf<(typeof singleSignOnRoutes)['createProvider']>
type Changed = BodyOf<(typeof singleSignOnRoutes)['updateProvider']>

/** Adds a provider, disabled. Fails: identity_provider.name_taken, identity_provider.not_usable. */
export async function createProvider(app: App, actor: Actor, input: Created): Promise<store.ListedProvider> {
  const settings = input.kind === 'oidc' ? readOidc(app, input.oidc) : readSaml(app, input.saml)
  return app.db.transaction().execute(async (tx) => {
    const id = newId('identityProvider')
    await store.insertProvider(tx, {
      id,
      workspace_id: actor.workspaceId,
      kind: input.kind,
      name: input.name,
      enabled: false,
      just_in_time: input.justInTime,
      required_evidence: input.requiredEvidence,
      certificates: [],
      idp_initiated: false,
      created_at: app.clock.now(),
      ...settings,
    })
    const after = await store.getProvider(tx, actor.workspaceId, id)
    await record(tx, app.clock, actor, {
      kind: 'identity_provider.created',
      subject: { type: 'identity_provider', id, name: input.name },
      detail: { after: told(after) },
    })
    return after
  })
}

/** Fails: identity_provider.not_found, …name_taken, …not_usable, …needed. */
export async function changeProvider(app: App, actor: Actor, id: string, change: Changed): Promise<store.ListedProvider> {
  return app.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, actor.workspaceId)
    const before = await store.getProvider(tx, actor.workspaceId, id)
    const now = app.clock.now()
    const disables = before.enabled && change.enabled === false
    const another = isAnother(before, change)
    if (another && before.client_secret_sealed && change.oidc?.clientSecret === undefined) {
      throw new Failure('identity_provider.not_usable', {
        detail: 'Another issuer needs a client secret of its own: give it too.',
      })
    }
    if (disables) await requireAnother(tx, actor.workspaceId, id)
    await store.updateProvider(tx, id, {
      name: change.name ?? before.name,
      enabled: change.enabled ?? before.enabled,
      just_in_time: change.justInTime ?? before.just_in_time,
      required_evidence: change.requiredEvidence ?? before.required_evidence,
      ...(change.oidc && before.kind === 'oidc' && readOidc(app, change.oidc)),
      ...(change.saml && before.kind === 'saml' && readSaml(app, change.saml)),
      ...(another && { last_success_at: null }),
    })
    // What one issuer calls somebody says nothing about whom another one calls so.
    if (another) await store.forgetLinks(tx, id)
    const after = await store.getProvider(tx, actor.workspaceId, id)
    const sessionsEnded = disables || another ? await store.endSessionsOf(tx, id, now) : 0
    await record(tx, app.clock, actor, {
      kind: 'identity_provider.updated',
      subject: { type: 'identity_provider', id, name: after.name },
      detail: { before: told(before), after: told(after), secretChanged: change.oidc?.clientSecret !== undefined, sessionsEnded },
    })
    return after
  })
}

/** Whether a change makes a provider somebody else: another issuer or entity. */
function isAnother(before: store.ProviderRow, { oidc, saml }: Changed): boolean {
  if (before.kind === 'oidc') return oidc !== undefined && oidc.issuer !== before.issuer
  return saml !== undefined && saml.entityId !== before.entity_id
}

/** Fails: identity_provider.not_found, identity_provider.needed. */
export async function removeProvider(app: App, actor: Actor, id: string): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, actor.workspaceId)
    const before = await store.getProvider(tx, actor.workspaceId, id)
    if (before.enabled) await requireAnother(tx, actor.workspaceId, id)
    const sessionsEnded = await store.endSessionsOf(tx, id, app.clock.now())
    await store.deleteProvider(tx, id)
    await record(tx, app.clock, actor, {
      kind: 'identity_provider.removed',
      subject: { type: 'identity_provider', id, name: before.name },
      detail: { before: told(before), sessionsEnded },
    })
  })
}

/** Forgets by which account of a provider somebody is known. Fails: identity_provider.not_found, member.not_found. */
export async function forgetLink(app: App, actor: Actor, id: string, personId: string): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    const provider = await store.getProvider(tx, actor.workspaceId, id)
    const person = await store.findLinked(tx, id, personId)
    if (!person) throw new Failure('member.not_found', { detail: `Nobody of that id has signed in with ${provider.name}.` })
    await store.forgetLinks(tx, id, personId)
    const sessionsEnded = await store.endSessionsOf(tx, id, app.clock.now(), personId)
    await record(tx, app.clock, actor, {
      kind: 'single_sign_on.unlinked',
      subject: { type: 'person', id: personId, name: person.name },
      detail: { provider: provider.name, sessionsEnded },
    })
  })
}

/** While single sign-on is enforced, one provider stays. Fails: identity_provider.needed. */
async function requireAnother(tx: Tx, workspaceId: string, except: string): Promise<void> {
  if (!(await isEnforced(tx, workspaceId))) return
  const others = (await store.listProviders(tx, workspaceId)).filter((it) => it.enabled && it.id !== except)
  if (others.length === 0) throw new Failure('identity_provider.needed')
}

type Oidc = Extract<Created, { kind: 'oidc' }>['oidc']
type Saml = NonNullable<Changed['saml']>

function readOidc(app: App, { issuer, clientId, clientSecret }: Oidc) {
  return {
    issuer: requireUsableAddress(app.config, issuer),
    client_id: clientId,
    ...(clientSecret !== undefined && { client_secret_sealed: app.sealing.seal(clientSecret) }),
  }
}

function readSaml(app: App, { entityId, signOnUrl, certificates, idpInitiated }: Saml) {
  return {
    entity_id: entityId,
    sign_on_url: requireUsableAddress(app.config, signOnUrl),
    ...(certificates && { certificates: [...new Set(certificates.map(readCertificate))] }),
    idp_initiated: idpInitiated,
  }
}

/** What a fact tells of a provider: all that decides, and no secret. */
const told = (it: store.ProviderRow) => ({
  name: it.name,
  kind: it.kind,
  enabled: it.enabled,
  justInTime: it.just_in_time,
  requiredEvidence: it.required_evidence,
  issuer: it.issuer,
  clientId: it.client_id,
  entityId: it.entity_id,
  signOnUrl: it.sign_on_url,
  certificates: it.certificates.length,
  idpInitiated: it.idp_initiated,
})
