import type { Proof } from '@bailiwick/contracts'
import type { PersonCaller } from '../../../platform/actor.ts'
import { verifyPassword } from '../../../platform/crypto/passwords.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'
import { newId } from '../../../platform/ids.ts'
import type { Platform } from '../../../platform/platform.ts'
import { proofsOf, recentProofMs } from '../../access/index.ts'
import { findPerson, giveBack, proofBudgets, recordForPerson, setProven, spend } from '../sessions/index.ts'
import { insertChallenge, takeStepUpChallenge } from './challenges.store.ts'
import { listFactors } from './factors.store.ts'
import { askForPasskey, usePasskey, type WebAuthnJson } from './passkeys.ts'
import { useTotp } from './totp.ts'

type App = Pick<Platform, 'db' | 'clock' | 'sealing' | 'config' | 'log'>

const challengeMs = 5 * 60_000

/** Asks for one of the caller's passkeys. Fails: factor.none, factor.passkeys_unavailable. */
export async function askStepUpPasskey(app: App, caller: PersonCaller): Promise<{ options: WebAuthnJson; expiresAt: Date }> {
  const known = (await listFactors(app.db, caller.personId)).filter((it) => it.kind === 'passkey')
  if (known.length === 0) throw new Failure('factor.none')
  const options = await askForPasskey(app.config, known)
  const expiresAt = new Date(app.clock.now().getTime() + challengeMs)
  const own = { id: newId('challenge'), session_id: caller.sessionId, purpose: 'step_up' as const, secret_sealed: null }
  await insertChallenge(app.db, { ...own, challenge: options.challenge, expires_at: expiresAt })
  return { options: { ...options }, expiresAt }
}

/**
 * Proves in a session that it is still the same person; a code or passkey counts as the second factor too.
 * Fails: request.too_many, session.proof_not_valid, session.step_up_needed for what proves nothing here.
 */
export async function stepUp(app: App, caller: PersonCaller, proof: Proof): Promise<{ authenticatedAt: Date; validUntil: Date }> {
  const able = await proofsOf(app.db, caller.personId, caller.session)
  if (!able.includes(proof.method)) throw new Failure('session.step_up_needed', { more: { methods: able } })
  const budgets = proof.method === 'passkey' ? [] : proofBudgets(caller)
  await spend(app, budgets)
  const now = app.clock.now()
  const person = { id: caller.personId, name: caller.name }
  const challenge = proof.method === 'passkey' ? await takeStepUpChallenge(app.db, caller.sessionId, now) : null
  const rightPassword = proof.method === 'password' && (await isPassword(app, caller.personId, proof.password))
  const proved = await app.db.transaction().execute(async (tx) => {
    if (!(proof.method === 'password' ? rightPassword : await useFactor(tx, app, caller.personId, proof, challenge))) return false
    await setProven(tx, caller.sessionId, {
      authenticated_at: now,
      ...(proof.method !== 'password' && { second_factor_at: now }),
    })
    await recordForPerson(tx, app.clock, person, caller, { kind: 'person.stepped_up', detail: { method: proof.method } })
    return true
  })
  if (!proved) {
    const fact = { kind: 'person.step_up_failed', detail: { method: proof.method } } as const
    await app.db.transaction().execute((tx) => recordForPerson(tx, app.clock, person, caller, fact))
    throw new Failure('session.proof_not_valid')
  }
  await giveBack(app, budgets)
  return { authenticatedAt: now, validUntil: new Date(now.getTime() + recentProofMs) }
}

async function isPassword(app: App, personId: string, password: string): Promise<boolean> {
  const person = await findPerson(app.db, personId)
  return verifyPassword(person?.password_hash ?? null, password)
}

const useFactor = (
  tx: Tx,
  app: App,
  personId: string,
  proof: Exclude<Proof, { method: 'password' }>,
  challenge: string | null,
): Promise<boolean> =>
  proof.method === 'totp' ? useTotp(tx, app, personId, proof.code) : usePasskey(tx, app, personId, challenge, proof.assertion)
