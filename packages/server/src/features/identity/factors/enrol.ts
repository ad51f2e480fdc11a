import type { PersonCaller } from '../../../platform/actor.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'
import { newId } from '../../../platform/ids.ts'
import type { Platform } from '../../../platform/platform.ts'
import { closeTickets, lockPerson, recordForPerson, requireOwnCredentials, setProven } from '../sessions/index.ts'
import { insertChallenge, lockChallenge, useChallenge } from './challenges.store.ts'
import { type FactorRow, insertFactor, listFactors } from './factors.store.ts'
import { askForNewPasskey, readNewPasskey, type WebAuthnJson } from './passkeys.ts'
import { findRecoveryCodes, makeRecoveryCodes } from './recovery-codes.ts'
import { requireFactorShown } from './require-factor.ts'
import { newTotpSecret, stepOfCode, totpUri } from './totp.ts'

type App = Pick<Platform, 'db' | 'clock' | 'sealing' | 'config'>

const enrolmentMs = 10 * 60_000
const mostFactors = 10

/** A factor on its way: it counts when the same session answers. */
interface Enrolment {
  enrolmentId: string
  expiresAt: Date
}

/** What was added, and the recovery codes that come with the first factor. */
export interface Added {
  factor: FactorRow
  recoveryCodes: string[] | null
}

/** Fails: session.credentials_elsewhere, session.step_up_needed, factor.too_many. */
export async function startTotp(app: App, caller: PersonCaller): Promise<Enrolment & { secret: string; uri: string }> {
  requireOwnCredentials(caller)
  await requireRoom(app, caller)
  const secret = newTotpSecret()
  const enrolment = await begin(app, caller, { purpose: 'totp', secret_sealed: app.sealing.seal(secret), challenge: null })
  return { ...enrolment, secret, uri: totpUri(secret, caller.email, new URL(app.config.publicUrl).host) }
}

/** Fails: session.credentials_elsewhere, session.step_up_needed, factor.too_many, factor.passkeys_unavailable. */
export async function startPasskey(app: App, caller: PersonCaller): Promise<Enrolment & { options: WebAuthnJson }> {
  requireOwnCredentials(caller)
  const known = await requireRoom(app, caller)
  const options = await askForNewPasskey(app.config, { id: caller.personId, name: caller.name, email: caller.email }, known)
  const enrolment = await begin(app, caller, { purpose: 'passkey', secret_sealed: null, challenge: options.challenge })
  return { ...enrolment, options: { ...options } }
}

/** Adds an authenticator app that has shown a code of its secret. Fails: factor.enrolment_not_valid, factor.code_wrong, factor.too_many. */
export function confirmTotp(
  app: App,
  caller: PersonCaller,
  input: { enrolmentId: string; code: string; name: string },
): Promise<Added> {
  requireOwnCredentials(caller)
  return add(app, caller, input, 'totp', async (challenge) => {
    const step = challenge.secret_sealed && stepOfCode(app.sealing.open(challenge.secret_sealed), input.code, app.clock.now())
    if (step === null) throw new Failure('factor.code_wrong')
    // The code that confirms is spent: it must not open a second step too.
    return { secret_sealed: challenge.secret_sealed, last_step: step }
  })
}

/** Adds a passkey that answers its challenge. Fails: factor.enrolment_not_valid, factor.passkey_refused, factor.too_many. */
export function confirmPasskey(
  app: App,
  caller: PersonCaller,
  input: { enrolmentId: string; credential: WebAuthnJson; name: string },
): Promise<Added> {
  requireOwnCredentials(caller)
  return add(app, caller, input, 'passkey', ({ challenge }) => readNewPasskey(app.config, challenge ?? '', input.credential))
}

async function requireRoom(app: App, caller: PersonCaller): Promise<FactorRow[]> {
  const known = await listFactors(app.db, caller.personId)
  requireFactorShown(caller, known)
  if (known.length >= mostFactors) throw new Failure('factor.too_many')
  return known
}

async function begin(
  app: App,
  caller: PersonCaller,
  what: { purpose: 'totp' | 'passkey'; secret_sealed: Buffer | null; challenge: string | null },
): Promise<Enrolment> {
  const enrolmentId = newId('challenge')
  const expiresAt = new Date(app.clock.now().getTime() + enrolmentMs)
  await insertChallenge(app.db, { id: enrolmentId, session_id: caller.sessionId, expires_at: expiresAt, ...what })
  return { enrolmentId, expiresAt }
}

type Answered = NonNullable<Awaited<ReturnType<typeof lockChallenge>>>

async function add(
  app: App,
  caller: PersonCaller,
  input: { enrolmentId: string; name: string },
  kind: 'totp' | 'passkey',
  read: (challenge: Answered) => Promise<Partial<FactorRow>>,
): Promise<Added> {
  return app.db.transaction().execute(async (tx) => {
    const now = app.clock.now()
    await lockPerson(tx, caller.personId)
    const asked = { id: input.enrolmentId, sessionId: caller.sessionId, purpose: kind, now }
    const challenge = await lockChallenge(tx, asked)
    if (!challenge) throw new Failure('factor.enrolment_not_valid')
    const known = await listFactors(tx, caller.personId)
    requireFactorShown(caller, known)
    if (known.length >= mostFactors) throw new Failure('factor.too_many')
    const own = { id: newId('factor'), person_id: caller.personId, kind, name: input.name, created_at: now }
    const factor = await insertFactor(tx, { ...own, ...(await read(challenge)) })
    await useChallenge(tx, challenge.id, now)
    // They have just shown it, so this session has a second factor.
    await setProven(tx, caller.sessionId, { second_factor_at: now })
    await closeTickets(tx, caller.personId, now)
    const recoveryCodes = await firstCodes(tx, app, caller)
    const detail = { factor: kind, name: factor.name, recoveryCodes: recoveryCodes?.length ?? 0 }
    await recordForPerson(tx, app.clock, { id: caller.personId, name: caller.name }, caller, { kind: 'factor.added', detail })
    return { factor, recoveryCodes }
  })
}

async function firstCodes(tx: Tx, app: App, caller: PersonCaller): Promise<string[] | null> {
  return (await findRecoveryCodes(tx, caller.personId)) ? null : makeRecoveryCodes(tx, app, caller.personId)
}
