import type { Origin } from '../../../platform/actor.ts'
import { verifyPassword } from '../../../platform/crypto/passwords.ts'
import { hashToken } from '../../../platform/crypto/tokens.ts'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'
import { attemptsOf } from './attempts.ts'
import { findPersonByEmail, listMemberships, lockPerson, type PersonRow } from './people.store.ts'
import { recordForPerson } from './person-facts.ts'
import { endSessionByToken } from './sessions.store.ts'
import { type StartedSession, startSession } from './start-session.ts'

type App = Pick<Platform, 'db' | 'clock' | 'log'>

/**
 * Verifies an e-mail address and its password, within the limits for account and address. An unknown address costs what a known one
 * costs; the refusal of a known one is a fact in each of its workspaces, an anonymous one is only counted. The few milliseconds of those
 * facts tell nothing that the limits leave enough attempts to measure.
 * Fails: request.too_many, session.wrong_credentials.
 */
export async function verifyCredentials(app: App, origin: Origin, email: string, password: string): Promise<PersonRow> {
  const attempts = attemptsOf(app)
  attempts.begin(email, origin.address)
  const person = await findPersonByEmail(app.db, email)
  const matches = await verifyPassword(person?.password_hash ?? null, password)
  if (person && matches) {
    attempts.succeeded(email, origin.address)
    return person
  }
  if (person) await recordRefusal(app, person, origin, 'wrong password')
  // Without the address that was typed: it may be a password in the wrong field.
  else app.log.info({ address: origin.address, requestId: origin.requestId }, 'a console sign-in as nobody known was refused')
  throw new Failure('session.wrong_credentials')
}

function recordRefusal(app: App, person: PersonRow, origin: Origin, because: string): Promise<void> {
  return app.db
    .transaction()
    .execute((tx) => recordForPerson(tx, app.clock, person, origin, { kind: 'person.sign_in_failed', detail: { because } }))
}

/**
 * Signs a person in to the console. The session is always a new one, and the one the browser came with ends, so a planted cookie
 * is worth nothing. Fails: request.too_many, session.wrong_credentials, session.deactivated.
 */
export async function signIn(
  app: App,
  origin: Origin,
  input: { email: string; password: string },
  oldToken: string | undefined,
): Promise<StartedSession & { personId: string }> {
  const person = await verifyCredentials(app, origin, input.email, input.password)
  const memberships = await listMemberships(app.db, person.id)
  if (!memberships.some((it) => it.status === 'active')) {
    await recordRefusal(app, person, origin, 'deactivated')
    throw new Failure('session.deactivated')
  }
  return app.db.transaction().execute(async (tx) => {
    // A reset or change of the password meanwhile has ended all sessions; one that begins now must not slip past it.
    const locked = await lockPerson(tx, person.id)
    if (locked?.password_hash !== person.password_hash) throw new Failure('session.wrong_credentials')
    if (oldToken) await endSessionByToken(tx, hashToken(oldToken), app.clock.now())
    const session = await startSession(tx, app, origin, person.id, { method: 'password', secondFactor: false })
    await recordForPerson(tx, app.clock, person, origin, { kind: 'person.signed_in' })
    return { ...session, personId: person.id }
  })
}
