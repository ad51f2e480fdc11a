import type { PersonCaller } from '../../../platform/actor.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'
import { closeTickets, forgetSecondFactor, lockPerson, recordForPerson, requireOwnCredentials } from '../sessions/index.ts'
import { findSealedWorkspace } from '../single-sign-on/index.ts'
import { deleteFactor, type FactorRow, listFactors, listRequiring, updateFactor } from './factors.store.ts'
import { deleteRecoveryCodes, makeRecoveryCodes } from './recovery-codes.ts'
import { requireFactorShown } from './require-factor.ts'

type App = Pick<Platform, 'db' | 'clock' | 'sealing'>

/** Gives a factor another name. Fails: session.credentials_elsewhere, factor.not_found. */
export function renameFactor(app: App, caller: PersonCaller, factorId: string, name: string): Promise<FactorRow> {
  return change(app, caller, async (tx, known) => {
    const factor = find(known, factorId)
    if (factor.name === name) return factor
    await updateFactor(tx, factorId, { name })
    const detail = { factor: factor.kind, before: { name: factor.name }, after: { name } }
    await recordForPerson(tx, app.clock, personOf(caller), caller, { kind: 'factor.renamed', detail })
    return { ...factor, name }
  })
}

/**
 * Removes a factor; recovery codes go with the last one.
 * Fails: session.credentials_elsewhere, session.step_up_needed, factor.not_found, factor.required.
 */
export function removeFactor(app: App, caller: PersonCaller, factorId: string): Promise<void> {
  return change(app, caller, async (tx, known) => {
    const factor = find(known, factorId)
    requireFactorShown(caller, known)
    const last = known.length === 1
    if (last) await requireNobodyAsks(tx, caller.personId)
    if (factor.kind === 'passkey') await requireKeyOfSealed(tx, caller.personId, known)
    await deleteFactor(tx, factorId)
    if (last) {
      await deleteRecoveryCodes(tx, caller.personId)
      await forgetSecondFactor(tx, caller.personId)
    }
    await closeTickets(tx, caller.personId, app.clock.now())
    const detail = { factor: factor.kind, name: factor.name, last }
    await recordForPerson(tx, app.clock, personOf(caller), caller, { kind: 'factor.removed', detail })
  })
}

/** Makes ten new recovery codes. Fails: session.credentials_elsewhere, session.step_up_needed, factor.none. */
export function renewRecoveryCodes(app: App, caller: PersonCaller): Promise<string[]> {
  return change(app, caller, async (tx, known) => {
    if (known.length === 0) throw new Failure('factor.none')
    requireFactorShown(caller, known)
    const codes = await makeRecoveryCodes(tx, app, caller.personId)
    await recordForPerson(tx, app.clock, personOf(caller), caller, {
      kind: 'recovery_codes.made',
      detail: { codes: codes.length },
    })
    return codes
  })
}

/** Removes everything that a person's second step was made with; the kinds of factors that were there. The caller has locked the person. */
export async function removeFactorsOf(tx: Tx, app: Pick<Platform, 'clock'>, personId: string): Promise<FactorRow['kind'][]> {
  const known = await listFactors(tx, personId)
  for (const { id } of known) await deleteFactor(tx, id)
  await deleteRecoveryCodes(tx, personId)
  await closeTickets(tx, personId, app.clock.now())
  return known.map((it) => it.kind)
}

/** Changes of one person's factors take turns, so that the last one is seen as the last. */
function change<T>(app: App, caller: PersonCaller, work: (tx: Tx, known: FactorRow[]) => Promise<T>): Promise<T> {
  requireOwnCredentials(caller)
  return app.db.transaction().execute(async (tx) => {
    await lockPerson(tx, caller.personId)
    return work(tx, await listFactors(tx, caller.personId))
  })
}

function find(known: FactorRow[], factorId: string): FactorRow {
  const factor = known.find((it) => it.id === factorId)
  if (!factor) throw new Failure('factor.not_found')
  return factor
}

async function requireNobodyAsks(tx: Tx, personId: string): Promise<void> {
  const asking = await listRequiring(tx, personId)
  if (asking.length > 0) throw new Failure('factor.required', { detail: `It is asked for by ${asking.join(', ')}.` })
}

/** The passkey of an owner who is sealed for emergencies is the way in when the identity provider is down. */
async function requireKeyOfSealed(tx: Tx, personId: string, known: FactorRow[]): Promise<void> {
  const another = known.filter((it) => it.kind === 'passkey').length > 1
  if (another || (await findSealedWorkspace(tx, personId)) === undefined) return
  throw new Failure('factor.required', { detail: 'You are sealed for emergencies, and this is your only passkey.' })
}

const personOf = (caller: PersonCaller) => ({ id: caller.personId, name: caller.name })
