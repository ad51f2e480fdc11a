import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import type { Db } from '../db/db.ts'

/** Seals secrets that must be readable again: provider keys, signing keys. */
export interface Sealing {
  seal(plain: string): Buffer
  open(sealed: Buffer): string
  /** A key for one purpose, derived from the data key; never stored. */
  derive(purpose: string, input: string): Buffer
}

export class SealingKeyMismatch extends Error {
  constructor() {
    super(
      'Secrets in this database are sealed with another key. Give the right one in BAILIWICK_SEALING_KEY (or the file sealing.key in the ' +
        'data folder). To change the key, give the new one there and the old one in BAILIWICK_SEALING_KEY_PREVIOUS, once.',
    )
    this.name = 'SealingKeyMismatch'
  }
}

/** AES-256-GCM: 12 bytes nonce, 16 bytes tag, ciphertext. */
function encrypt(key: Buffer, plain: Buffer): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const text = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), text])
}

function decrypt(key: Buffer, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12))
  decipher.setAuthTag(sealed.subarray(12, 28))
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()])
}

function tryDecrypt(key: Buffer, sealed: Buffer): Buffer | undefined {
  try {
    return decrypt(key, sealed)
  } catch {
    return undefined // GCM says only that key and text do not belong together
  }
}

/**
 * Opens the envelope: a random data key in the database, wrapped by the operator's key. A wrapped key that the operator's key
 * does not open stops the start; with `previous` given, it is wrapped again under the new one.
 */
export async function openSealing(db: Db, master: Buffer, previous?: Buffer): Promise<Sealing> {
  const dataKey = await db.transaction().execute(async (tx) => {
    await tx
      .insertInto('sealing_key')
      .values({ id: 1, wrapped: encrypt(master, randomBytes(32)) })
      .onConflict((it) => it.doNothing())
      .execute()
    const { wrapped } = await tx
      .selectFrom('sealing_key')
      .select('wrapped')
      .where('id', '=', 1)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const opened = tryDecrypt(master, wrapped)
    if (opened) return opened
    const old = previous && tryDecrypt(previous, wrapped)
    if (!old) throw new SealingKeyMismatch()
    await tx
      .updateTable('sealing_key')
      .set({ wrapped: encrypt(master, old) })
      .where('id', '=', 1)
      .execute()
    return old
  })
  return {
    seal: (plain) => encrypt(dataKey, Buffer.from(plain, 'utf8')),
    open: (sealed) => decrypt(dataKey, sealed).toString('utf8'),
    derive: (purpose, input) => createHmac('sha256', dataKey).update(`${purpose}\0${input}`).digest(),
  }
}
