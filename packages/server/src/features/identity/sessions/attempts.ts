import { type Kysely, sql } from 'kysely'
import type { Origin, PersonCaller } from '../../../platform/actor.ts'
import type { Executor } from '../../../platform/db/db.ts'
import type { Database } from '../../../platform/db/schema.ts'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'
import { isFromIdentityProvider } from '../../access/index.ts'
import type { KnownDevice } from './device-cookie.ts'
import { networkOf } from './network.ts'

type App = Pick<Platform, 'db' | 'clock' | 'sealing'>

const quarterMs = 15 * 60_000
const dayMs = 86_400_000

/** How many failures something may have in a window that begins with the first. */
export interface Budget {
  /** What is counted, and of whom; stored as a keyed hash only, because people type passwords into the wrong field. */
  of: readonly [what: string, ...names: string[]]
  limit: number
  windowMs: number
}

/**
 * Whose failures count together, the narrowest first. A browser that signed in as this person before has a budget of its own and touches no
 * other, so nobody can lock its owner out (OWASP "device cookies"). Every other browser shares: with others of its network for this account,
 * with its network for all accounts, and with everybody for this account.
 */
export function passwordBudgets(account: string, origin: Origin, device: KnownDevice | undefined): Budget[] {
  if (device) return [{ of: ['password by device', device.id, account], limit: 10, windowMs: quarterMs }]
  const network = networkOf(origin.address)
  return [
    { of: ['password by network', network, account], limit: 10, windowMs: quarterMs },
    { of: ['password by any network', network], limit: 30, windowMs: quarterMs },
    { of: ['password', account], limit: 50, windowMs: quarterMs },
  ]
}

/** Codes have six digits, so who knows a password and tries them gets a few a day, from whatever networks. */
export function secondStepBudgets(personId: string, origin: Origin, device: KnownDevice | undefined): Budget[] {
  if (device) return [{ of: ['second step by device', device.id, personId], limit: 10, windowMs: quarterMs }]
  return [
    { of: ['second step by network', networkOf(origin.address), personId], limit: 10, windowMs: quarterMs },
    secondStepOf(personId),
  ]
}

const secondStepOf = (personId: string): Budget => ({ of: ['second step', personId], limit: 30, windowMs: dayMs })

/**
 * A proof in a session counts for that session alone: whoever took one over must not keep the person from proving in another. Whoever runs
 * an identity provider makes as many sessions of somebody as they like, so those of one workspace count together: a password opens others.
 */
export function proofBudgets({ session, sessionId, personId }: Prover): Budget[] {
  const who = isFromIdentityProvider(session) ? [session.workspaceId ?? '', personId] : [sessionId]
  return [
    { of: ['proof', ...who], limit: 10, windowMs: quarterMs },
    { of: ['proof in a day', ...who], limit: 30, windowMs: dayMs },
  ]
}

type Prover = Pick<PersonCaller, 'session' | 'sessionId' | 'personId'>

/** Passkeys cannot be guessed; this is for who makes us verify signatures all day. */
export const passkeyBudgets = (origin: Origin): Budget[] => [
  { of: ['passkey by network', networkOf(origin.address)], limit: 60, windowMs: quarterMs },
]

/** Asking for a challenge keeps a row for a day, and nobody has said yet who they are. */
export const questionBudgets = (origin: Origin): Budget[] => [
  { of: ['passkey question by network', networkOf(origin.address)], limit: 300, windowMs: quarterMs },
]

/**
 * Counts an attempt before it is verified, so that a hundred at the same moment are not all let through. What a narrow budget refuses
 * is not counted in a wider one. In PostgreSQL, for all replicas together. Fails: request.too_many, with the seconds to wait.
 */
export async function spend(app: App, budgets: Budget[]): Promise<void> {
  for (const budget of budgets) {
    const now = app.clock.now()
    const { failures, until } = await countOne(app.db, keyOf(app, budget), now, new Date(now.getTime() + budget.windowMs))
    if (failures <= budget.limit) continue
    const retryAfterSeconds = Math.ceil((until.getTime() - now.getTime()) / 1000)
    throw new Failure('request.too_many', {
      detail: `Too many attempts. Try again in ${Math.ceil(retryAfterSeconds / 60)} minutes.`,
      more: { retryAfterSeconds },
    })
  }
}

/** After a success: the narrowest budget is whole again, the wider ones get this attempt back. */
export async function giveBack(app: App, budgets: Budget[]): Promise<void> {
  const [narrowest, ...wider] = budgets.map((it) => keyOf(app, it))
  if (narrowest) await app.db.deleteFrom('attempt').where('key', '=', narrowest).execute()
  if (wider.length === 0) return
  await app.db
    .updateTable('attempt')
    .set({ failures: sql<number>`greatest(failures - 1, 0)` })
    .where('key', 'in', wider)
    .execute()
}

/** A new password ends what somebody with the old one did to the second step of its owner. */
export async function forgetSecondSteps(app: Pick<App, 'sealing'>, db: Executor, personId: string): Promise<void> {
  await db
    .deleteFrom('attempt')
    .where('key', '=', keyOf(app, secondStepOf(personId)))
    .execute()
}

const keyOf = (app: Pick<App, 'sealing'>, { of }: Budget): Buffer => app.sealing.derive('attempt', JSON.stringify(of))

async function countOne(db: Kysely<Database>, key: Buffer, now: Date, until: Date) {
  return db
    .insertInto('attempt')
    .values({ key, failures: 1, until })
    .onConflict((it) =>
      it.column('key').doUpdateSet({
        failures: sql<number>`case when attempt.until <= ${now} then 1 else least(attempt.failures + 1, 1000000) end`,
        until: sql<Date>`case when attempt.until <= ${now} then excluded.until else attempt.until end`,
      }),
    )
    .returning(['failures', 'until'])
    .executeTakeFirstOrThrow()
}
