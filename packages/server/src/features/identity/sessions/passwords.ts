import type { Origin, PersonCaller } from '../../../platform/actor.ts'
import { hashPassword, verifyPassword } from '../../../platform/crypto/passwords.ts'
import { hashToken, newToken } from '../../../platform/crypto/tokens.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'
import { forgetSecondSteps, giveBack, proofBudgets, spend } from './attempts.ts'
import { endClients, type SignedOut } from './client-grants.store.ts'
import { requireOwnCredentials } from './own-credentials.ts'
import { closeResets, findResetPerson, insertReset, useReset } from './password-resets.store.ts'
import { findPerson, lockPerson, setPassword } from './people.store.ts'
import { recordForPerson } from './person-facts.ts'
import { endSessions } from './sessions.store.ts'
import { closeTickets } from './tickets.store.ts'

type App = Pick<Platform, 'db' | 'clock' | 'config' | 'sealing'>

/** How long a reset link works. */
const resetLifeMs = 24 * 3_600_000

const nobody: SignedOut = new Map()

/**
 * Changes one's own password and ends one's other sessions, and one's Codex clients where asked.
 * Fails: password.wrong, request.too_many, session.credentials_elsewhere.
 */
export async function changePassword(
  app: App,
  caller: PersonCaller,
  input: { current: string; next: string; signOutClients: boolean },
): Promise<void> {
  requireOwnCredentials(caller)
  const budgets = proofBudgets(caller)
  await spend(app, budgets)
  const person = await findPerson(app.db, caller.personId)
  if (!person || !(await verifyPassword(person.password_hash, input.current))) throw new Failure('password.wrong')
  await giveBack(app, budgets)
  const passwordHash = await hashPassword(input.next)
  await app.db.transaction().execute(async (tx) => {
    const locked = await lockPerson(tx, person.id)
    // Somebody else with the same right to the account was faster: what was verified above is not the password any more.
    if (locked?.password_hash !== person.password_hash) throw new Failure('password.wrong')
    await setPassword(tx, person.id, passwordHash)
    await endSessions(tx, person.id, app.clock.now(), caller.sessionId)
    await closeWaysIn(tx, app, person.id)
    const clients = input.signOutClients ? await endClients(tx, person.id, app.clock.now(), 'password_changed') : nobody
    await recordForPerson(tx, app.clock, person, caller, { kind: 'person.password_changed', detailIn: signedOutIn(clients) })
  })
}

/** What the old password, or a link for it, has opened halfway. */
async function closeWaysIn(tx: Tx, app: App, personId: string): Promise<void> {
  await closeResets(tx, personId, app.clock.now())
  await closeTickets(tx, personId, app.clock.now())
  await forgetSecondSteps(app, tx, personId)
}

const signedOutIn = (clients: SignedOut) => (workspaceId: string) => ({ clientsSignedOut: clients.get(workspaceId) ?? 0 })

/** Makes the one reset link of a person that works: those made before stop working. The caller records the fact. */
export async function makeResetLink(
  tx: Tx,
  app: Pick<Platform, 'clock' | 'config'>,
  personId: string,
): Promise<{ url: string; expiresAt: Date }> {
  const now = app.clock.now()
  const token = newToken('bw-reset-')
  const expiresAt = new Date(now.getTime() + resetLifeMs)
  await lockPerson(tx, personId)
  await closeResets(tx, personId, now)
  await insertReset(tx, { token_hash: hashToken(token), person_id: personId, expires_at: expiresAt })
  return { url: `${app.config.publicUrl}/reset-password#token=${token}`, expiresAt }
}

/** Sets a new password by a one-time link and ends every session and every sign-in of a Codex client. Fails: password.reset_not_valid. */
export async function redeemReset(app: App, origin: Origin, input: { token: string; password: string }): Promise<void> {
  const tokenHash = hashToken(input.token)
  // Asked before the expensive hash, so that guesses cost us nothing; decided again in the transaction.
  if (!(await findResetPerson(app.db, tokenHash, app.clock.now()))) throw new Failure('password.reset_not_valid')
  const passwordHash = await hashPassword(input.password)
  await app.db.transaction().execute(async (tx) => {
    const personId = await useReset(tx, tokenHash, app.clock.now())
    const person = personId && (await lockPerson(tx, personId))
    if (!person) throw new Failure('password.reset_not_valid')
    await setPassword(tx, person.id, passwordHash)
    await endSessions(tx, person.id, app.clock.now())
    await closeWaysIn(tx, app, person.id)
    const clients = await endClients(tx, person.id, app.clock.now(), 'password_reset')
    await recordForPerson(tx, app.clock, person, origin, { kind: 'person.password_reset', detailIn: signedOutIn(clients) })
  })
}
