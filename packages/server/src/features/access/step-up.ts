import type { ProofMethod, StepUp } from '@bailiwick/contracts'
import type { PersonCaller } from '../../platform/actor.ts'
import type { Executor } from '../../platform/db/db.ts'
import { Failure } from '../../platform/failure.ts'
import { isFromIdentityProvider, type ProvenSession, readDoors } from './doors.ts'

/** How long a proof counts as recent. */
export const recentProofMs = 15 * 60_000

/** The kinds of second factors that a person has; empty is none. */
export async function factorKindsOf(db: Executor, personId: string): Promise<('totp' | 'passkey')[]> {
  const rows = await db.selectFrom('factor').select('kind').distinct().where('person_id', '=', personId).orderBy('kind').execute()
  return rows.map((it) => it.kind)
}

/** Whether an account opens by something of its own: then whoever made it may be able to open it too. */
export const hasOwnCredentials = async (db: Executor, person: { id: string; password_hash: string | null }): Promise<boolean> =>
  person.password_hash !== null || (await factorKindsOf(db, person.id)).length > 0

type Shown = Pick<ProvenSession, 'method' | 'secondFactorAt'>

/**
 * What somebody can prove with who they are: what they have here, and the identity provider where the sign-in came from one. A password
 * proves nothing more in a sign-in from before the second factor was added: whoever stole it would have both.
 */
export async function proofsOf(db: Executor, personId: string, session: Shown): Promise<ProofMethod[]> {
  const factors = await factorKindsOf(db, personId)
  if (owesFactor(session, factors)) return factors
  const person = await db.selectFrom('person').select('password_hash').where('id', '=', personId).executeTakeFirst()
  return [
    ...(person?.password_hash ? (['password'] as const) : []),
    ...factors,
    ...(isFromIdentityProvider(session) ? (['sso'] as const) : []),
  ]
}

const owesFactor = (session: Shown, factors: readonly unknown[]): boolean =>
  factors.length > 0 && session.secondFactorAt === null && !isFromIdentityProvider(session)

/**
 * Asks for a recent proof where a route needs one: of whoever has a second factor or works in a workspace that requires one, or of
 * everybody (`always`). Fails: session.step_up_needed, with what the proof can be made with.
 * @param workspaceId null for what a person does to their own account
 */
export async function requireRecentProof(
  db: Executor,
  now: Date,
  caller: PersonCaller,
  workspaceId: string | null,
  stepUp: StepUp,
): Promise<void> {
  const factors = await factorKindsOf(db, caller.personId)
  const recent = now.getTime() - caller.session.authenticatedAt.getTime() <= recentProofMs
  if (recent && !owesFactor(caller.session, factors)) return
  const asked =
    stepUp === 'always' || factors.length > 0 || (workspaceId !== null && (await readDoors(db, workspaceId)).mfa_required)
  if (!asked) return
  const methods = await proofsOf(db, caller.personId, caller.session)
  throw new Failure('session.step_up_needed', { more: { methods } })
}
