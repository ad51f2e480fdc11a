import type { Origin, PersonCaller } from '../../../platform/actor.ts'
import { announce } from '../../../platform/changes/changes.ts'
import { hashPassword } from '../../../platform/crypto/passwords.ts'
import { hashToken } from '../../../platform/crypto/tokens.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import { newId } from '../../../platform/ids.ts'
import type { Platform } from '../../../platform/platform.ts'
import { factorKindsOf } from '../../access/index.ts'
import { isFounded } from '../members/index.ts'
import {
  type Browser,
  closeResets,
  findPersonByEmail,
  insertPerson,
  lockPerson,
  type PersonRow,
  personActor,
  recordForPerson,
  type StartedSession,
  startSession,
  verifyCredentials,
} from '../sessions/index.ts'
import {
  findGroups,
  findOpen,
  insertMembership,
  joinGroups,
  lockOpen,
  type OpenInvitation,
  setAccepted,
} from './invitations.store.ts'

type App = Pick<Platform, 'db' | 'clock' | 'log' | 'sealing' | 'evidence'>

export interface Acceptance {
  token: string
  name?: string
  password?: string
}

type Person = Pick<PersonRow, 'id' | 'name'>

/** Somebody who stands ready to join: known already, or to be made in the transaction that uses the invitation up. */
type Joiner = { known: Person } | { verified: PersonRow } | { newcomer: PersonRow }

/** What a link is for, without using it. Fails: invitation.not_valid. */
export async function previewInvitation(app: App, token: string): Promise<OpenInvitation> {
  const invitation = await findOpen(app.db, hashToken(token), app.clock.now())
  if (!invitation) throw new Failure('invitation.not_valid')
  return invitation
}

/**
 * Makes the invited person a member, in the groups of the invitation that still exist. A known person is signed in already or gives
 * the password; a new one gives name and password. The session is null for whoever was signed in.
 * Fails: invitation.not_valid, invitation.other_person, invitation.sign_in_first, session.wrong_credentials, request.invalid,
 * member.exists.
 */
export async function acceptInvitation(
  app: App,
  origin: Origin,
  signedIn: PersonCaller | undefined,
  browser: Browser,
  input: Acceptance,
): Promise<{ personId: string; session: StartedSession | null }> {
  const { email } = await previewInvitation(app, input.token)
  const joiner = signedIn ? asThemselves(signedIn, email) : await byPassword(app, origin, browser, email, input)
  return app.db.transaction().execute(async (tx) => {
    const invitation = await lockOpen(tx, hashToken(input.token), app.clock.now())
    // A change of rights withdraws what it leaves unfounded; one that happens at this very moment is seen here.
    if (!invitation || !(await isFounded(tx, invitation.workspace_id, invitation))) throw new Failure('invitation.not_valid')
    const person =
      'newcomer' in joiner
        ? await makePerson(tx, joiner.newcomer)
        : 'verified' in joiner
          ? await holdVerified(tx, joiner.verified)
          : joiner.known
    await join(tx, app, origin, person, invitation)
    if (signedIn) return { personId: person.id, session: null }
    const session = await startSession(tx, app, origin, person.id, { method: 'invitation', secondFactor: false })
    await recordForPerson(tx, app.clock, person, origin, { kind: 'person.signed_in' })
    return { personId: person.id, session }
  })
}

function asThemselves(caller: PersonCaller, email: string): Joiner {
  if (caller.email.toLowerCase() !== email.toLowerCase()) {
    throw new Failure('invitation.other_person', { detail: `It was made for ${email}; you are signed in as ${caller.email}.` })
  }
  return { known: { id: caller.personId, name: caller.name } }
}

async function byPassword(
  app: App,
  origin: Origin,
  browser: Browser,
  email: string,
  { name, password }: Acceptance,
): Promise<Joiner> {
  const known = await findPersonByEmail(app.db, email)
  const missing = known ? ['password'] : ['name', 'password']
  const given: Record<string, string | undefined> = { name, password }
  const problems = missing.filter((it) => !given[it]).map((it) => ({ place: `body.${it}`, message: 'is needed here' }))
  if (!password || problems.length > 0) throw new Failure('request.invalid', { problems })
  if (known) {
    const verified = await verifyCredentials(app, origin, browser, email, password)
    return { verified }
  }
  const passwordHash = await hashPassword(password)
  return {
    newcomer: {
      kind: 'human',
      id: newId('person'),
      email,
      name: name ?? '',
      password_hash: passwordHash,
      created_at: app.clock.now(),
    },
  }
}

/** A password that was changed since it was verified, or that is half a sign-in by now, begins no session. */
async function holdVerified(tx: Tx, verified: PersonRow): Promise<Person> {
  const locked = await lockPerson(tx, verified.id)
  if (locked?.password_hash !== verified.password_hash) throw new Failure('session.wrong_credentials')
  // A link and a password must not go round the second step.
  if ((await factorKindsOf(tx, verified.id)).length > 0) throw new Failure('invitation.sign_in_first')
  return verified
}

async function makePerson(tx: Tx, newcomer: PersonRow): Promise<Person> {
  const person = await insertPerson(tx, newcomer)
  // Another invitation for the same address was accepted meanwhile: the account exists now, with its own password.
  if (!person) throw new Failure('session.wrong_credentials')
  return person
}

/** Uses an invitation up for a person; also for people whom the host itself vouches for. Fails: member.exists. */
export async function join(
  tx: Tx,
  app: Pick<Platform, 'clock'>,
  origin: Origin,
  person: Person,
  invitation: Pick<OpenInvitation, 'id' | 'workspace_id' | 'role' | 'group_ids'>,
): Promise<void> {
  const { id, workspace_id: workspaceId, role } = invitation
  const now = app.clock.now()
  await setAccepted(tx, id, now)
  const joined = await insertMembership(tx, { workspace_id: workspaceId, person_id: person.id, role, joined_at: now })
  if (!joined) throw new Failure('member.exists')
  // A reset link that somebody elsewhere was shown must not open this workspace too.
  await closeResets(tx, person.id, now)
  const groups = await findGroups(tx, workspaceId, invitation.group_ids)
  await joinGroups(
    tx,
    workspaceId,
    person.id,
    groups.map((it) => it.id),
    now,
  )
  await announce(tx, 'member', workspaceId, person.id)
  await record(tx, app.clock, personActor(person, workspaceId, origin), {
    kind: 'member.joined',
    subject: { type: 'person', id: person.id, name: person.name },
    detail: { role, groups: groups.map((it) => it.name), invitationId: id },
  })
}
