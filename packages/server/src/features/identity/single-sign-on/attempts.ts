import type { SsoAttempt } from '@bailiwick/contracts'
import { sql } from 'kysely'
import type { Executor } from '../../../platform/db/db.ts'
import type { Asserted } from '../../../platform/db/sso-schema.ts'
import { newId } from '../../../platform/ids.ts'
import type { Platform } from '../../../platform/platform.ts'

/** How many attempts of a provider are kept. */
const kept = 50

interface Attempt {
  providerId: string
  test: boolean
  outcome: SsoAttempt['outcome']
  code: string | null
  because: string
  asserted: Asserted | null
  personId: string | null
  address: string | null
}

/** Keeps how a sign-in or test went, and forgets those beyond the last fifty of the provider. Returns its id. */
export async function keepAttempt(app: Pick<Platform, 'clock'>, db: Executor, attempt: Attempt): Promise<string> {
  const id = newId('ssoAttempt')
  const { asserted } = attempt
  await db
    .insertInto('sso_attempt')
    .values({
      id,
      provider_id: attempt.providerId,
      at: app.clock.now(),
      test: attempt.test,
      outcome: attempt.outcome,
      code: attempt.code,
      because: attempt.because,
      subject: asserted?.subject.slice(0, 300) ?? null,
      email: asserted?.email?.slice(0, 300) ?? null,
      evidence: asserted?.evidence.slice(0, 20).map((it) => it.slice(0, 300)) ?? [],
      asserted: JSON.stringify(asserted?.shown ?? []),
      person_id: attempt.personId,
      address: attempt.address ?? '',
    })
    .execute()
  await sql`
    delete from sso_attempt where provider_id = ${attempt.providerId} and id in (
      select id from sso_attempt where provider_id = ${attempt.providerId} order by at desc, id desc offset ${kept})`.execute(db)
  return id
}

/** The last attempts of a provider, newest first. */
export async function listAttempts(db: Executor, providerId: string): Promise<SsoAttempt[]> {
  const rows = await db
    .selectFrom('sso_attempt')
    .leftJoin('person', 'person.id', 'sso_attempt.person_id')
    .selectAll('sso_attempt')
    .select(['person.name', 'person.email as person_email'])
    .where('provider_id', '=', providerId)
    .orderBy('at', 'desc')
    .orderBy('sso_attempt.id', 'desc')
    .execute()
  return rows.map((it) => ({
    id: it.id,
    at: it.at.toISOString(),
    test: it.test,
    outcome: it.outcome,
    code: it.code,
    because: it.because,
    subject: it.subject,
    email: it.email,
    evidence: it.evidence,
    asserted: it.asserted,
    person: it.person_id ? { id: it.person_id, name: it.name ?? '', email: it.person_email ?? '' } : null,
    address: it.address,
  }))
}

/** An attempt as a stranger may know it; undefined when it is unknown or older than an hour. */
export async function findFailure(app: Pick<Platform, 'db' | 'clock'>, attemptId: string) {
  return app.db
    .selectFrom('sso_attempt')
    .select(['at', 'code'])
    .where('id', '=', attemptId)
    .where('outcome', '=', 'refused')
    .where('at', '>', new Date(app.clock.now().getTime() - 3_600_000))
    .executeTakeFirst()
}
