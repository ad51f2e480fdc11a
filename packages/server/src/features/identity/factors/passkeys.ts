import { isIP } from 'node:net'
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import type { Tx } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'
import type { Config, Platform } from '../../../platform/platform.ts'
import { type FactorRow, lockPasskey, updateFactor } from './factors.store.ts'

type App = Pick<Platform, 'config' | 'clock' | 'log'>
/** What a browser's WebAuthn call answered; the library refuses every other shape. */
export type WebAuthnJson = Record<string, unknown>

/** Whom passkeys are made for: the host that people use, and no other. Undefined at a bare IP address, where browsers make none. */
function findRelyingParty({ publicUrl }: Pick<Config, 'publicUrl'>): { id: string; origin: string } | undefined {
  const { hostname, origin } = new URL(publicUrl)
  return isIP(hostname.replaceAll(/[[\]]/g, '')) ? undefined : { id: hostname, origin }
}

export const hasPasskeys = (config: Pick<Config, 'publicUrl'>): boolean => findRelyingParty(config) !== undefined

/** Fails: factor.passkeys_unavailable. */
function relyingParty(config: Config): { id: string; origin: string } {
  const party = findRelyingParty(config)
  if (party) return party
  throw new Failure('factor.passkeys_unavailable', { detail: `People reach this server at ${config.publicUrl}.` })
}

/** EdDSA, ES256 and RS256 (COSE): what authenticators make today. */
const supportedAlgorithmIDs = [-8, -7, -257]

const descriptors = (known: FactorRow[]) =>
  known.flatMap(({ credential_id: id, transports }) => (id === null ? [] : [{ id, transports }]))

/** What makes a browser create a passkey: discoverable and verifying its user, so that it signs in by itself. */
export function askForNewPasskey(config: Config, person: { id: string; name: string; email: string }, known: FactorRow[]) {
  return generateRegistrationOptions({
    rpName: 'Bailiwick',
    rpID: relyingParty(config).id,
    userID: new TextEncoder().encode(person.id),
    userName: person.email,
    userDisplayName: person.name,
    attestationType: 'none',
    supportedAlgorithmIDs,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    excludeCredentials: descriptors(known),
  })
}

/** What makes a browser use a passkey: one of those known, or, with null, whichever its user picks. */
export function askForPasskey(config: Config, known: FactorRow[] | null, challenge?: string) {
  const rpID = relyingParty(config).id
  return generateAuthenticationOptions({
    rpID,
    userVerification: 'required',
    ...(challenge !== undefined && { challenge: new Uint8Array(Buffer.from(challenge, 'base64url')) }),
    ...(known && { allowCredentials: descriptors(known) }),
  })
}

/** Reads a new passkey that answers a challenge. Fails: factor.passkey_refused. */
export async function readNewPasskey(config: Config, challenge: string, credential: WebAuthnJson) {
  const { id, origin } = relyingParty(config)
  const { registrationInfo } = await verifyRegistrationResponse({
    response: credential as unknown as RegistrationResponseJSON, // the library checks every part of it
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: id,
    supportedAlgorithmIDs,
  }).catch((error: unknown) => refuse(error))
  if (!registrationInfo) return refuse(new Error('Its signature does not hold.'))
  const { credential: made, credentialBackedUp } = registrationInfo
  return {
    credential_id: made.id,
    public_key: Buffer.from(made.publicKey),
    counter: made.counter,
    transports: made.transports ?? [],
    backed_up: credentialBackedUp,
  }
}

function refuse(error: unknown): never {
  throw new Failure('factor.passkey_refused', { detail: error instanceof Error ? error.message : 'It could not be read.' })
}

/** The credential that an answer is made with, as it says itself. */
export const credentialIdOf = (assertion: WebAuthnJson): string => (typeof assertion.id === 'string' ? assertion.id : '')

/**
 * Accepts the answer of one of a person's passkeys to a challenge: right origin and host, user verified, and a counter that has gone up
 * where the passkey counts (WebAuthn, section 7.2).
 */
export async function usePasskey(
  tx: Tx,
  app: App,
  personId: string,
  challenge: string | null,
  assertion: WebAuthnJson,
): Promise<boolean> {
  const party = findRelyingParty(app.config)
  const factor = await lockPasskey(tx, personId, credentialIdOf(assertion))
  if (!party || !challenge || !factor?.public_key || !namesPerson(assertion, personId)) return false
  const verified = await verifyAuthenticationResponse({
    response: assertion as unknown as AuthenticationResponseJSON, // the library checks every part of it
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    credential: {
      id: credentialIdOf(assertion),
      publicKey: new Uint8Array(factor.public_key),
      counter: factor.counter,
    },
  }).catch((error: unknown) => {
    app.log.info({ reason: error instanceof Error ? error.message : 'unreadable' }, 'a passkey was refused')
    return undefined
  })
  if (!verified?.verified) return false
  const { newCounter: counter, credentialBackedUp: backed_up } = verified.authenticationInfo
  await updateFactor(tx, factor.id, { counter, backed_up, last_used_at: app.clock.now() })
  return true
}

/** Whether the authenticator names this person, where it names anybody: a discoverable passkey always does. */
function namesPerson({ response }: WebAuthnJson, personId: string): boolean {
  const handle = response && typeof response === 'object' && 'userHandle' in response ? response.userHandle : undefined
  return typeof handle !== 'string' || handle === '' || Buffer.from(handle, 'base64url').toString('utf8') === personId
}
