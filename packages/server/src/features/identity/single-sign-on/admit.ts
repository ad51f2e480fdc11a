import { Email } from '@bailiwick/contracts'
import type { Origin } from '../../../platform/actor.ts'
import { announce } from '../../../platform/changes/changes.ts'
import type { Executor, Tx } from '../../../platform/db/db.ts'
import type { Asserted } from '../../../platform/db/sso-schema.ts'
import { record } from '../../../platform/facts/index.ts'
import { newId } from '../../../platform/ids.ts'
import type { Platform } from '../../../platform/platform.ts'
import { hasOwnCredentials, rightsOf } from '../../access/index.ts'
import { administers } from '../../standing/index.ts'
import { lockWorkspace } from '../founding/index.ts'
import {
  closeResets,
  findPersonByEmail,
  insertPerson,
  type PersonRow,
  personActor,
  type StartedSession,
  startSession,
} from '../sessions/index.ts'
import { isInVerifiedDomain } from './domains.ts'
import { findProvider, type ProviderRow } from './providers.store.ts'
import { type RefusalCode, SsoRefused, stray } from './refusals.ts'

type App = Pick<Platform, 'db' | 'clock'>

interface Admitted {
  person: { id: string; name: string } | null
  /** Whether a membership is made by signing in. */
  joins: boolean
}

/** Words in `amr` (RFC 8176) that tell of more than one factor, or of one that is two; only where the workspace names none itself. */
const strong = new Set(['mfa', 'otp', 'hwk', 'fido', 'sc', 'swk'])

const gaveSecondFactor = (provider: ProviderRow, { evidence }: Asserted): boolean =>
  evidence.some((it) => (provider.required_evidence.length > 0 ? provider.required_evidence.includes(it) : strong.has(it)))

/**
 * Whom an assertion is about, and whether they may come in (AU-02). A known link of the provider comes first, then the address; both only
 * for addresses in a mail domain that this workspace has shown to be its own. An address alone never leads to somebody whom the provider
 * calls otherwise, nor to an administrator unless the provider has verified it or that very person is signed in here: at many providers
 * people change their own address. Throws SsoRefused.
 * @param signedInAs who is signed in here already, by a means of their own
 */
export async function decideAdmission(
  db: Executor,
  provider: ProviderRow,
  asserted: Asserted,
  signedInAs: string | null,
): Promise<Admitted> {
  const email = await requireAcceptable(db, provider, asserted)
  const linked = await linkedPerson(db, provider.id, asserted.subject)
  const person = linked ?? (await findPersonByEmail(db, email))
  if (!person) {
    if (!provider.just_in_time) throw new SsoRefused('not_a_member', noMember(email), asserted)
    return { person: null, joins: true }
  }
  const status = await statusOf(db, provider.workspace_id, person.id)
  const refusal = await refusalOf(db, provider, { person, status, email, linked: linked !== undefined })
  if (refusal) throw new SsoRefused(...refusal, asserted, person.id)
  if (!linked && signedInAs !== person.id) {
    const unproven = await unprovenBecause(db, provider, asserted, { person, status, email })
    if (unproven) throw new SsoRefused('prove_first', unproven, asserted, person.id)
  }
  return { person, joins: status === undefined }
}

const noMember = (email: string) => `${email} is no member, and members are not made by signing in.`

/** What an assertion must be before anybody is looked for. Returns the address; throws SsoRefused. */
async function requireAcceptable(db: Executor, provider: ProviderRow, asserted: Asserted): Promise<string> {
  const { email } = asserted
  if (!email) throw new SsoRefused('no_email', undefined, asserted)
  // Letters beyond ASCII may fold into those of somebody else's address (the Kelvin sign is a k).
  if (!Email.safeParse(email).success) throw new SsoRefused('no_email', `“${email}” is no e-mail address here.`, asserted)
  if (asserted.emailVerified === false)
    throw new SsoRefused('no_email', 'The identity provider says that it has not verified the address.', asserted)
  if (!(await isInVerifiedDomain(db, provider.workspace_id, email))) {
    throw new SsoRefused('wrong_domain', `${email} is in no verified domain of this workspace.`, asserted)
  }
  if (provider.required_evidence.length > 0 && !gaveSecondFactor(provider, asserted)) {
    const came = asserted.evidence.length > 0 ? asserted.evidence.join(', ') : 'nothing'
    const because = `Asked for one of ${provider.required_evidence.join(', ')}; what came was ${came}.`
    throw new SsoRefused('no_evidence', because, asserted)
  }
  return email
}

interface Found {
  person: PersonRow
  status: 'active' | 'deactivated' | undefined
  email: string
}

/** Why somebody who is known does not come in, whoever they are. */
async function refusalOf(
  db: Executor,
  provider: ProviderRow,
  { person, status, email, linked }: Found & { linked: boolean },
): Promise<[RefusalCode, string] | null> {
  if (person.kind === 'service_account') return ['not_a_member', 'The address is a service account’s.']
  if (status === 'deactivated') return ['deactivated', `The membership of ${email} is deactivated.`]
  if (!status && !provider.just_in_time) return ['not_a_member', noMember(email)]
  if (!linked && (await isLinked(db, provider.id, person.id))) {
    return ['linked_already', `${email} belongs to somebody whom the identity provider has called by another name before.`]
  }
  return null
}

/** Why an address alone does not show that it is them. */
async function unprovenBecause(
  db: Executor,
  provider: ProviderRow,
  asserted: Asserted,
  { person, status, email }: Found,
): Promise<string | null> {
  // Anybody who owns a workspace makes an account for any address, with a password that they know: it must not open this workspace too.
  if (!status && (await hasOwnCredentials(db, person))) {
    return `${email} has an account from elsewhere with a password or factors of its own, and was not signed in with it.`
  }
  if (asserted.emailVerified !== true && administers(await rightsOf(db, provider.workspace_id, person.id))) {
    return `${email} administers this workspace, and the identity provider does not say that it has verified the address.`
  }
  return null
}

const isLinked = async (db: Executor, providerId: string, personId: string): Promise<boolean> =>
  (await db
    .selectFrom('sso_link')
    .select('subject')
    .where('provider_id', '=', providerId)
    .where('person_id', '=', personId)
    .executeTakeFirst()) !== undefined

const linkedPerson = (db: Executor, providerId: string, subject: string) =>
  db
    .selectFrom('sso_link')
    .innerJoin('person', 'person.id', 'sso_link.person_id')
    .selectAll('person')
    .where('provider_id', '=', providerId)
    .where('subject', '=', subject)
    .executeTakeFirst()

async function statusOf(db: Executor, workspaceId: string, personId: string) {
  const row = await db
    .selectFrom('membership')
    .select('status')
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return row?.status
}

/**
 * Signs somebody in whom a provider vouches for: links them, makes them a member where that is asked for, and starts a session that opens
 * this workspace alone. Name, address and password of an account that exists stay as they are. Throws SsoRefused.
 */
export async function admit(
  app: App,
  origin: Origin,
  asked: ProviderRow,
  asserted: Asserted,
  signedInAs: string | null,
): Promise<StartedSession & { personId: string }> {
  const { workspace_id: workspaceId } = asked
  return app.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, workspaceId)
    // A provider may take seconds to answer, and an owner may switch it off meanwhile.
    const provider = await findProvider(tx, asked.id)
    if (!provider) throw stray('disabled')
    if (!provider.enabled || isAnother(provider, asked)) throw new SsoRefused('disabled', undefined, asserted)
    const { person: known, joins } = await decideAdmission(tx, provider, asserted, signedInAs)
    const person = known ?? (await makePerson(tx, app, asserted))
    const actor = personActor(person, workspaceId, origin)
    const now = app.clock.now()
    if (joins) {
      await tx
        .insertInto('membership')
        .values({ workspace_id: workspaceId, person_id: person.id, role: 'member', status: 'active', joined_at: now })
        .execute()
      // A reset link that somebody elsewhere was shown must not open this workspace too.
      await closeResets(tx, person.id, now)
      await announce(tx, 'member', workspaceId, person.id)
      await record(tx, app.clock, actor, {
        kind: 'member.joined',
        subject: { type: 'person', id: person.id, name: person.name },
        detail: { role: 'member', by: 'single sign-on', provider: provider.name, account: known ? 'known before' : 'made' },
      })
    }
    const linked = await link(tx, provider.id, asserted.subject, person.id, now)
    const secondFactor = gaveSecondFactor(provider, asserted)
    const session = await startSession(tx, app, origin, person.id, {
      method: provider.kind,
      secondFactor,
      workspaceId,
      identityProviderId: provider.id,
      signedInAt: asserted.signedInAt,
    })
    await tx.updateTable('identity_provider').set({ last_success_at: now }).where('id', '=', provider.id).execute()
    await record(tx, app.clock, actor, {
      kind: 'person.signed_in',
      subject: { type: 'person', id: person.id, name: person.name },
      detail: { method: provider.kind, provider: provider.name, secondFactor, evidence: asserted.evidence, firstTime: linked },
    })
    return { ...session, personId: person.id }
  })
}

const isAnother = (now: ProviderRow, asked: ProviderRow): boolean =>
  now.issuer !== asked.issuer || now.client_id !== asked.client_id || now.entity_id !== asked.entity_id

async function makePerson(tx: Tx, app: App, { email, name }: Asserted) {
  const address = email ?? ''
  const fresh = {
    id: newId('person'),
    email: address,
    name: name?.slice(0, 120) || address,
    password_hash: null,
    created_at: app.clock.now(),
  }
  const person = (await insertPerson(tx, fresh)) ?? (await findPersonByEmail(tx, address))
  if (!person) throw new Error('an account was neither made nor found')
  return person
}

async function link(tx: Tx, providerId: string, subject: string, personId: string, now: Date): Promise<boolean> {
  const fresh = await tx
    .insertInto('sso_link')
    .values({ provider_id: providerId, subject, person_id: personId, linked_at: now })
    .onConflict((it) => it.doNothing())
    .returning('subject')
    .executeTakeFirst()
  return fresh !== undefined
}
