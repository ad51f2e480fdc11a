import type { PersonCaller } from '../../../platform/actor.ts'
import { Failure } from '../../../platform/failure.ts'
import { isFromIdentityProvider } from '../../access/index.ts'

/** Whether a sign-in may change its person's own credentials. */
export const changesCredentials = (session: Pick<PersonCaller['session'], 'method'>): boolean => !isFromIdentityProvider(session)

/**
 * The identity provider of one workspace must not take over a person who belongs to another: a sign-in from one changes neither password
 * nor factors. Fails: session.credentials_elsewhere.
 */
export function requireOwnCredentials({ session }: Pick<PersonCaller, 'session'>): void {
  if (!changesCredentials(session)) throw new Failure('session.credentials_elsewhere')
}
