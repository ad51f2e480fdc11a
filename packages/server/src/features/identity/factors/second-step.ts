import { randomBytes } from 'node:crypto'
import type { SecondStep } from '@bailiwick/contracts'
import type { Origin } from '../../../platform/actor.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'
import {
  type Browser,
  challengeTicket,
  deviceOf,
  findPerson,
  finishSignIn,
  giveBack,
  isActiveSomewhere,
  lockPerson,
  type PersonRow,
  recordForPerson,
  type StartedSession,
  secondStepBudgets,
  spend,
  tryTicket,
  useTicket,
} from '../sessions/index.ts'
import { listFactors } from './factors.store.ts'
import { askForPasskey, usePasskey, type WebAuthnJson } from './passkeys.ts'
import { findRecoveryCodes, useRecoveryCode } from './recovery-codes.ts'
import { useTotp } from './totp.ts'

type App = Pick<Platform, 'db' | 'clock' | 'sealing' | 'config' | 'log'>

/** Asks for one of the passkeys of whoever gave the right password. Fails: session.ticket_not_valid, factor.passkeys_unavailable. */
export async function askSecondStepPasskey(
  app: App,
  origin: Origin,
  browser: Browser,
): Promise<{ options: WebAuthnJson; expiresAt: Date }> {
  // The challenge comes first, so that a ticket tells whose it is only together with keeping it.
  const challenge = randomBytes(32).toString('base64url')
  const { personId, expiresAt } = await challengeTicket(app, origin, browser.ticket, challenge)
  const known = personId === null ? null : await listFactors(app.db, personId)
  return { options: { ...(await askForPasskey(app.config, known, challenge)) }, expiresAt }
}

/**
 * Finishes a sign-in that began with the right password. The ticket counts its tries, and is used up by the one that succeeds.
 * Fails: session.ticket_not_valid, session.deactivated, request.too_many, session.proof_not_valid.
 */
export async function finishSecondStep(
  app: App,
  origin: Origin,
  browser: Browser,
  proof: SecondStep,
): Promise<StartedSession & { personId: string }> {
  const ticket = await tryTicket(app, origin, browser.ticket)
  const person = ticket.person_id === null ? undefined : await findPerson(app.db, ticket.person_id)
  if (!person) throw new Failure('session.ticket_not_valid') // a ticket for a passkey alone proves no password
  if (!(await isActiveSomewhere(app.db, person.id))) throw new Failure('session.deactivated')
  const budgets = proof.method === 'passkey' ? [] : secondStepBudgets(person.id, origin, deviceOf(browser, person.id))
  await spend(app, budgets)
  const session = await app.db.transaction().execute(async (tx) => {
    await lockPerson(tx, person.id)
    if (!(await useProof(tx, app, person, proof, ticket.challenge))) return undefined
    // Used by a parallel request, or closed by a new password, since it was tried.
    if (!(await useTicket(tx, ticket.token_hash, app.clock.now()))) throw new Failure('session.ticket_not_valid')
    if (proof.method === 'recovery_code') await recordRecovery(tx, app, person, origin)
    return finishSignIn(tx, app, origin, browser, person, { method: 'password', secondFactor: true })
  })
  if (!session) {
    const detail = { method: proof.method }
    await app.db
      .transaction()
      .execute((tx) => recordForPerson(tx, app.clock, person, origin, { kind: 'person.second_step_failed', detail }))
    throw new Failure('session.proof_not_valid')
  }
  await giveBack(app, budgets)
  return session
}

function useProof(tx: Tx, app: App, person: PersonRow, proof: SecondStep, challenge: string | null): Promise<boolean> {
  switch (proof.method) {
    case 'totp':
      return useTotp(tx, app, person.id, proof.code)
    case 'passkey':
      return usePasskey(tx, app, person.id, challenge, proof.assertion)
    case 'recovery_code':
      return useRecoveryCode(tx, app, person.id, proof.code)
  }
}

async function recordRecovery(tx: Tx, app: App, person: PersonRow, origin: Origin): Promise<void> {
  const left = (await findRecoveryCodes(tx, person.id))?.left ?? 0
  await recordForPerson(tx, app.clock, person, origin, { kind: 'recovery_code.used', detail: { left } })
}
