import type { FastifyReply } from 'fastify'
import type { Origin } from '../../../platform/actor.ts'
import type { Asserted } from '../../../platform/db/sso-schema.ts'
import { record } from '../../../platform/facts/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import { findPerson, personActor, type StartedSession } from '../sessions/index.ts'
import { admit, decideAdmission } from './admit.ts'
import { keepAttempt } from './attempts.ts'
import type { ProviderRow } from './providers.store.ts'
import type { RefusalCode, SsoRefused } from './refusals.ts'

/** What a sign-in was begun for. */
export interface Begun {
  test: boolean
  /** The page of ours that was wanted. */
  next: string | null
}

/** Signs in, or says how a test went; keeps the attempt either way. Throws SsoRefused. */
export async function conclude(
  app: Platform,
  origin: Origin,
  provider: ProviderRow,
  asserted: Asserted,
  { test, next, signedInAs }: Begun & { signedInAs: string | null },
): Promise<{ session: StartedSession | null; to: string }> {
  const { address } = origin
  const attempt = { providerId: provider.id, test, asserted, address, code: null }
  if (test) {
    const { person, joins } = await decideAdmission(app.db, provider, asserted, signedInAs)
    const because = `${person?.name ?? asserted.email} would be signed in${joins ? ', and become a member' : ''}.`
    await app.db
      .updateTable('identity_provider')
      .set({ last_success_at: app.clock.now() })
      .where('id', '=', provider.id)
      .execute()
    const id = await keepAttempt(app, app.db, { ...attempt, outcome: 'tested', because, personId: person?.id ?? null })
    return { session: null, to: await testPage(app, provider, id) }
  }
  const session = await admit(app, origin, provider, asserted, signedInAs)
  await keepAttempt(app, app.db, { ...attempt, outcome: 'signed_in', because: 'Signed in.', personId: session.personId })
  // The console knows which page their role opens; a workspace's address is its overview, which members may not see.
  return { session, to: next ?? '/' }
}

/** Keeps a refusal, tells owners why, and sends the browser where a short sentence waits. What concerns a known member is a fact. */
export async function refused(
  app: Platform,
  reply: FastifyReply,
  origin: Origin,
  provider: ProviderRow,
  { test, next }: Begun,
  refusal: SsoRefused,
): Promise<FastifyReply> {
  const { code, because, asserted, personId } = refusal
  const { address } = origin
  const attempt = { providerId: provider.id, test, outcome: 'refused', code, because, asserted, personId, address } as const
  const id = await keepAttempt(app, app.db, attempt)
  const person = personId === null ? undefined : await findPerson(app.db, personId)
  if (person && !test) {
    await app.db.transaction().execute((tx) =>
      record(tx, app.clock, personActor(person, provider.workspace_id, origin), {
        kind: 'person.sign_in_failed',
        subject: { type: 'person', id: person.id, name: person.name },
        detail: { because, provider: provider.name },
      }),
    )
  }
  if (code === 'provider_down') app.log.warn({ providerId: provider.id, because }, 'an identity provider does not answer')
  // Whoever signs in another way, or once more, still gets where they wanted.
  const wanted = next === null ? '' : `&next=${encodeURIComponent(next)}`
  return reply.redirect(test ? await testPage(app, provider, id) : `/sign-in?sso=${id}${wanted}`, 303)
}

/** Sends a browser that belongs to no sign-in back to the beginning; such knocks are counted alone. */
export function lost(app: Platform, reply: FastifyReply, code: RefusalCode): FastifyReply {
  app.evidence.count('unknown_person')
  return reply.redirect(`/sign-in?sso=${code}`, 303)
}

async function homeOf(app: Platform, { workspace_id: id }: ProviderRow): Promise<string> {
  const { slug } = await app.db.selectFrom('workspace').select('slug').where('id', '=', id).executeTakeFirstOrThrow()
  return `/w/${slug}`
}

/** Where the console shows how a test went. */
const testPage = async (app: Platform, provider: ProviderRow, attemptId: string): Promise<string> =>
  `${await homeOf(app, provider)}/identity/single-sign-on/${provider.id}?attempt=${attemptId}`
