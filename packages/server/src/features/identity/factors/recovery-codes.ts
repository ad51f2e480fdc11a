import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Executor, Tx } from '../../../platform/db/db.ts'
import type { Platform } from '../../../platform/platform.ts'

type App = Pick<Platform, 'clock' | 'sealing'>

const howMany = 10
// Without letters and digits that look alike.
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'

/** A code of 50 bits in two groups: `k7wqe-3hm9t`. */
function newCode(): string {
  const letters = Array.from({ length: 10 }, () => alphabet[drawBelow(alphabet.length)] ?? '').join('')
  return `${letters.slice(0, 5)}-${letters.slice(5)}`
}

/** A number below a limit, each as likely as the others. */
function drawBelow(limit: number): number {
  for (;;) {
    const byte = randomBytes(1)[0] ?? 255
    if (byte < 256 - (256 % limit)) return byte % limit
  }
}

// Keyed, so that a stolen table alone gives nothing to try codes against.
const hashOf = (app: Pick<App, 'sealing'>, personId: string, code: string): Buffer =>
  app.sealing.derive('recovery code', `${personId}\0${code.toLowerCase().replaceAll(/[^a-z0-9]/g, '')}`)

/** Makes ten codes instead of those a person had. They are shown once; only hashes are kept. */
export async function makeRecoveryCodes(tx: Tx, app: App, personId: string): Promise<string[]> {
  const codes = Array.from({ length: howMany }, newCode)
  const made_at = app.clock.now()
  await deleteRecoveryCodes(tx, personId)
  await tx
    .insertInto('recovery_code')
    .values(codes.map((code) => ({ person_id: personId, code_hash: hashOf(app, personId, code), made_at, used_at: null })))
    .execute()
  return codes
}

/** Uses a code up; false when it is none of theirs or was used. */
export async function useRecoveryCode(tx: Tx, app: App, personId: string, code: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('recovery_code')
    .set({ used_at: app.clock.now() })
    .where('person_id', '=', personId)
    .where('code_hash', '=', hashOf(app, personId, code))
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function deleteRecoveryCodes(tx: Tx, personId: string): Promise<void> {
  await tx.deleteFrom('recovery_code').where('person_id', '=', personId).execute()
}

/** How many codes are left of those a person was shown; undefined when there are none at all. */
export async function findRecoveryCodes(db: Executor, personId: string): Promise<{ left: number; madeAt: Date } | undefined> {
  const row = await db
    .selectFrom('recovery_code')
    .select([sql<number>`count(*) filter (where used_at is null)`.as('left'), sql<Date | null>`max(made_at)`.as('made_at')])
    .where('person_id', '=', personId)
    .executeTakeFirstOrThrow()
  return row.made_at ? { left: row.left, madeAt: row.made_at } : undefined
}
