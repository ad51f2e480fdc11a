import type { Origin } from '../../../platform/actor.ts'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'
import {
  type Browser,
  findPerson,
  finishSignIn,
  giveBack,
  isActiveSomewhere,
  lockPerson,
  makeTicket,
  type PersonRow,
  passkeyBudgets,
  personActor,
  questionBudgets,
  recordForPerson,
  type SessionStart,
  type StartedSession,
  spend,
  tryTicket,
  useTicket,
} from '../sessions/index.ts'
import { findSealedWorkspace, tellBreakGlass } from '../single-sign-on/index.ts'
import { findPasskey } from './factors.store.ts'
import { askForPasskey, credentialIdOf, usePasskey, type WebAuthnJson } from './passkeys.ts'

type App = Pick<Platform, 'db' | 'clock' | 'sealing' | 'config' | 'log' | 'evidence'>

/**
 * Asks for any passkey that its user picks; the ticket ties the answer to this browser.
 * Fails: factor.passkeys_unavailable, request.too_many.
 */
export async function startPasskeySignIn(app: App, origin: Origin) {
  await spend(app, questionBudgets(origin))
  const options = await askForPasskey(app.config, null)
  const ticket = await makeTicket(app.db, app, origin, { personId: null, challenge: options.challenge })
  return { options: { ...options } as WebAuthnJson, ticket } // the library's options are plain JSON
}

/**
 * Signs in whoever holds a passkey and was verified by it, which counts as both factors. An owner who is sealed for emergencies comes into
 * their workspace although it enforces single sign-on, loudly.
 * Fails: session.ticket_not_valid, session.proof_not_valid, session.deactivated, request.too_many.
 */
export async function finishPasskeySignIn(
  app: App,
  origin: Origin,
  browser: Browser,
  assertion: WebAuthnJson,
): Promise<StartedSession & { personId: string }> {
  const budgets = passkeyBudgets(origin)
  await spend(app, budgets)
  const ticket = await tryTicket(app, origin, browser.ticket)
  if (ticket.person_id !== null) throw new Failure('session.ticket_not_valid') // one for a second step is for that alone
  const passkey = await findPasskey(app.db, credentialIdOf(assertion))
  const person = passkey && (await findPerson(app.db, passkey.person_id))
  if (!person) {
    app.evidence.count('unknown_person')
    app.log.info(
      { address: origin.address, requestId: origin.requestId },
      'a console sign-in with an unknown passkey was refused',
    )
    throw new Failure('session.proof_not_valid')
  }
  if (!(await isActiveSomewhere(app.db, person.id))) {
    await recordRefusal(app, person, origin, 'deactivated')
    throw new Failure('session.deactivated')
  }
  const session = await app.db.transaction().execute(async (tx) => {
    await lockPerson(tx, person.id)
    if (!(await usePasskey(tx, app, person.id, ticket.challenge, assertion))) return undefined
    if (!(await useTicket(tx, ticket.token_hash, app.clock.now()))) throw new Failure('session.ticket_not_valid')
    const sealedIn = await findSealedWorkspace(tx, person.id)
    if (sealedIn === undefined) return finishSignIn(tx, app, origin, browser, person, { method: 'passkey', secondFactor: true })
    await tellBreakGlass(tx, app, personActor(person, sealedIn, origin))
    const how: SessionStart = { method: 'break_glass', secondFactor: true, workspaceId: sealedIn }
    return finishSignIn(tx, app, origin, browser, person, how)
  })
  if (!session) {
    await recordRefusal(app, person, origin, 'passkey not accepted')
    throw new Failure('session.proof_not_valid')
  }
  await giveBack(app, budgets)
  return session
}

function recordRefusal(app: App, person: PersonRow, origin: Origin, because: string): Promise<void> {
  return app.db
    .transaction()
    .execute((tx) => recordForPerson(tx, app.clock, person, origin, { kind: 'person.sign_in_failed', detail: { because } }))
}
