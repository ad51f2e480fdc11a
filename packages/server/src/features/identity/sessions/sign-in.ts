import type { Origin } from '../../../platform/actor.ts'
import { verifyPassword } from '../../../platform/crypto/passwords.ts'
import { hashToken } from '../../../platform/crypto/tokens.ts'
import type { Executor, Tx } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'
import { factorKindsOf } from '../../access/index.ts'
import { giveBack, passwordBudgets, spend } from './attempts.ts'
import { type Browser, deviceOf } from './browser.ts'
import { findPersonByEmail, listMemberships, lockPerson, type PersonRow } from './people.store.ts'
import { recordForPerson } from './person-facts.ts'
import { countRecoveryCodes, endSessionByToken } from './sessions.store.ts'
import { type SessionStart, type StartedSession, startSession } from './start-session.ts'
import { makeTicket, type NewTicket } from './tickets.ts'

type App = Pick<Platform, 'db' | 'clock' | 'log' | 'sealing' | 'evidence'>
type Method = 'totp' | 'passkey' | 'recovery_code'

/** What a right password leads to: a session, or the question for a second factor. */
export type SignInStep =
  | { outcome: 'signed_in'; session: StartedSession & { personId: string } }
  | { outcome: 'second_step'; ticket: NewTicket; methods: Method[] }

/**
 * Verifies an e-mail address and its password, within the limits. An unknown address costs what a known one costs; the refusal of a known
 * one is a fact in each of its workspaces, an anonymous one is only counted. The few milliseconds of those facts tell nothing that the
 * limits leave enough attempts to measure.
 * Fails: request.too_many, session.wrong_credentials.
 */
export async function verifyCredentials(
  app: App,
  origin: Origin,
  browser: Pick<Browser, 'device'>,
  email: string,
  password: string,
): Promise<PersonRow> {
  const person = await findPersonByEmail(app.db, email)
  const budgets = passwordBudgets(person?.id ?? email.toLowerCase(), origin, deviceOf(browser, person?.id))
  await spend(app, budgets)
  const matches = await verifyPassword(person?.password_hash ?? null, password)
  if (person && matches) {
    await giveBack(app, budgets)
    return person
  }
  if (person) await recordRefusal(app, person, origin, 'wrong password')
  // Without the address that was typed: it may be a password in the wrong field.
  else {
    app.evidence.count('unknown_person')
    app.log.info({ address: origin.address, requestId: origin.requestId }, 'a console sign-in as nobody known was refused')
  }
  throw new Failure('session.wrong_credentials')
}

function recordRefusal(app: App, person: PersonRow, origin: Origin, because: string): Promise<void> {
  return app.db
    .transaction()
    .execute((tx) => recordForPerson(tx, app.clock, person, origin, { kind: 'person.sign_in_failed', detail: { because } }))
}

/**
 * Signs a person in to the console by password, or asks whoever has a second factor for it. Fails: request.too_many,
 * session.wrong_credentials, session.deactivated.
 */
export async function signIn(
  app: App,
  origin: Origin,
  browser: Browser,
  input: { email: string; password: string },
): Promise<SignInStep> {
  const person = await verifyCredentials(app, origin, browser, input.email, input.password)
  if (!(await isActiveSomewhere(app.db, person.id))) {
    await recordRefusal(app, person, origin, 'deactivated')
    throw new Failure('session.deactivated')
  }
  return app.db.transaction().execute(async (tx) => {
    // A reset or change of the password meanwhile has ended all sessions; one that begins now must not slip past it.
    const locked = await lockPerson(tx, person.id)
    if (locked?.password_hash !== person.password_hash) throw new Failure('session.wrong_credentials')
    const methods = await secondStepsOf(tx, person.id)
    if (methods.length > 0) {
      const ticket = await makeTicket(tx, app, origin, { personId: person.id, challenge: null })
      return { outcome: 'second_step', ticket, methods }
    }
    const session = await finishSignIn(tx, app, origin, browser, person, { method: 'password', secondFactor: false })
    return { outcome: 'signed_in', session }
  })
}

export const isActiveSomewhere = async (db: Executor, personId: string): Promise<boolean> =>
  (await listMemberships(db, personId)).some((it) => it.status === 'active')

/** What may finish a person's sign-in; nothing for who has no factor. */
async function secondStepsOf(db: Executor, personId: string): Promise<Method[]> {
  const kinds = await factorKindsOf(db, personId)
  const codes = kinds.length > 0 ? await countRecoveryCodes(db, personId) : 0
  return codes > 0 ? [...kinds, 'recovery_code'] : kinds
}

/** Begins a session that nobody has seen before, ends the one that the browser came with, and writes the fact. */
export async function finishSignIn(
  tx: Tx,
  app: Pick<Platform, 'clock'>,
  origin: Origin,
  browser: Pick<Browser, 'sessionToken'>,
  person: Pick<PersonRow, 'id' | 'name'>,
  how: SessionStart,
): Promise<StartedSession & { personId: string }> {
  if (browser.sessionToken) await endSessionByToken(tx, hashToken(browser.sessionToken), app.clock.now())
  const session = await startSession(tx, app, origin, person.id, how)
  const { method, secondFactor } = how
  await recordForPerson(tx, app.clock, person, origin, { kind: 'person.signed_in', detail: { method, secondFactor } })
  return { ...session, personId: person.id }
}
