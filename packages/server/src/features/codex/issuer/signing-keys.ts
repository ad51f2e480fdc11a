import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import { type Actor, systemActor } from '../../../platform/actor.ts'
import { announce, type Memory } from '../../../platform/changes/changes.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Sealing } from '../../../platform/crypto/sealing.ts'
import type { Db, Tx } from '../../../platform/db/db.ts'
import { record } from '../../../platform/facts/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import * as store from './signing-keys.store.ts'

/** How long an access token lives; an id token as long. */
export const accessTokenLifeMs = 3_600_000
const signsForMs = 30 * 86_400_000
/** Replicas learn of a rotation within a second and clocks differ a little: the old key verifies that much longer. */
const verifyLongerMs = accessTokenLifeMs + 5 * 60_000

export interface SigningKey {
  kid: string
  publicJwk: JWK
  /** Opened when it is needed first; replicas that only verify never open it. */
  privateKey(): Promise<CryptoKey>
  publicKey: CryptoKey
  signsUntil: Date
  verifiesUntil: Date
}

/** The keys that sign and verify what clients carry, in memory. */
export interface SigningKeys {
  /** The key that signs now; undefined before the first was made and after the last has run out. */
  signing(now: Date): SigningKey | undefined
  verifying(kid: string, now: Date): SigningKey | undefined
  /** For the JWKS: every key that some live token may be signed with. */
  published(now: Date): JWK[]
}

/** Makes empty keys and the memory that the change feed fills. */
export function openSigningKeys(db: Db, sealing: Sealing, clock: Clock): SigningKeys & { memory: Memory } {
  let keys: SigningKey[] = []

  async function load(): Promise<() => void> {
    const rows = await store.listSigningKeys(db, clock.now())
    const known = new Map(keys.map((it) => [it.kid, it]))
    const fresh = await Promise.all(rows.map(async (row) => ({ ...(known.get(row.kid) ?? (await open(row))), ...livesOf(row) })))
    return () => {
      keys = fresh
    }
  }

  async function open(row: store.SigningKeyRow): Promise<Omit<SigningKey, 'signsUntil' | 'verifiesUntil'>> {
    const publicJwk = row.public_jwk as JWK // written by makeKey below
    let opened: Promise<CryptoKey> | undefined
    return {
      kid: row.kid,
      publicJwk,
      publicKey: await importEs256(publicJwk),
      privateKey: () => {
        opened ??= importEs256(JSON.parse(sealing.open(row.private_sealed)) as JWK) // sealed by makeKey below
        return opened
      },
    }
  }

  return {
    signing: (now) => keys.find((it) => it.signsUntil > now),
    verifying: (kid, now) => keys.find((it) => it.kid === kid && it.verifiesUntil > now),
    published: (now) => keys.filter((it) => it.verifiesUntil > now).map((it) => it.publicJwk),
    memory: { topics: ['signing_key'], loadAll: load, apply: load },
  }
}

const livesOf = (row: store.SigningKeyRow) => ({ signsUntil: row.signs_until, verifiesUntil: row.verifies_until })

// An EC key never imports as bytes, which is what the other half of jose's return type is for.
const importEs256 = async (jwk: JWK): Promise<CryptoKey> => (await importJWK(jwk, 'ES256')) as CryptoKey

type App = Pick<Platform, 'db' | 'clock' | 'sealing' | 'feed'> & { signingKeys: SigningKeys }

/** The key that signs now; made on the spot when there is none or the last one has served its 30 days. */
export async function requireSigningKey(app: App): Promise<SigningKey> {
  const current = app.signingKeys.signing(app.clock.now())
  if (current) return current
  await app.db.transaction().execute(async (tx) => {
    await store.lockSigningKeys(tx)
    const now = app.clock.now()
    const newest = (await store.listSigningKeys(tx, now))[0]
    if (!newest || newest.signs_until <= now) await replaceKey(app, tx, systemActor)
  })
  await app.feed.catchUp()
  const made = app.signingKeys.signing(app.clock.now())
  if (!made) throw new Error('a signing key was made and then not found')
  return made
}

/** Signs with a new key from now on; what older keys signed stays valid until it expires. The fact stands in every workspace's log. */
export async function rotateSigningKey(app: App, actorIn: (workspaceId: string) => Actor = systemActor): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    await store.lockSigningKeys(tx)
    await replaceKey(app, tx, actorIn)
  })
  await app.feed.catchUp()
}

async function replaceKey(app: App, tx: Tx, actorIn: (workspaceId: string) => Actor): Promise<void> {
  const now = app.clock.now()
  const replaced = await store.retireSigningKeys(tx, now, new Date(now.getTime() + verifyLongerMs))
  const key = await makeKey(app.sealing)
  const signsUntil = new Date(now.getTime() + signsForMs)
  await store.insertSigningKey(tx, {
    ...key,
    createdAt: now,
    signsUntil,
    verifiesUntil: new Date(signsUntil.getTime() + verifyLongerMs),
  })
  await announce(tx, 'signing_key', null, key.kid)
  if (!replaced) return // the first key of an installation replaces nothing, so there is nothing to tell
  for (const workspaceId of await store.listWorkspaceIds(tx)) {
    await record(tx, app.clock, actorIn(workspaceId), {
      kind: 'signing_key.rotated',
      subject: { type: 'signing_key', id: key.kid, name: key.kid },
      detail: { replaced },
    })
  }
}

async function makeKey(sealing: Sealing): Promise<{ kid: string; publicJwk: JWK; privateSealed: Buffer }> {
  const pair = await generateKeyPair('ES256', { extractable: true })
  const bare = await exportJWK(pair.publicKey)
  const kid = await calculateJwkThumbprint(bare) // RFC 7638
  const publicJwk: JWK = { ...bare, kid, alg: 'ES256', use: 'sig' }
  const privateSealed = sealing.seal(JSON.stringify({ ...(await exportJWK(pair.privateKey)), kid, alg: 'ES256' }))
  return { kid, publicJwk, privateSealed }
}
