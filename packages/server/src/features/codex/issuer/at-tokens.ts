import { hash, randomBytes } from 'node:crypto'
import type { Memory } from '../../../platform/changes/changes.ts'
import { hashToken, sameText } from '../../../platform/crypto/tokens.ts'
import type { Db } from '../../../platform/db/db.ts'

/** Client 0.169.0 takes what begins so as an access token, and everything else as something that only its vendor can check. */
export const atPrefix = 'at-'

const checksumOf = (body: string): string => hash('sha256', `${atPrefix}${body}`, 'base64url').slice(0, 6)

/** A new access token: 256 random bits and a checksum, so that garbage is told apart before anything is looked up. */
export function newAtToken(): string {
  const body = randomBytes(32).toString('base64url')
  return `${atPrefix}${body}${checksumOf(body)}`
}

const shape = /^at-([\w-]{43})([\w-]{6})$/

/** Whether a text can be an access token of ours at all. */
export function looksLikeAtToken(text: string): boolean {
  const [, body = '', checksum = ''] = shape.exec(text) ?? []
  return body !== '' && sameText(checksum, checksumOf(body))
}

/** An access token that was not revoked, as memory knows it. */
export interface AtToken {
  id: string
  name: string
  grantId: string
  workspaceId: string
  personId: string
  expiresAt: Date | null
}

/** Access tokens by their secret and by their sign-in; what is revoked is unknown. */
export interface AtTokens {
  bySecret(secret: string): AtToken | undefined
  byGrant(grantId: string): AtToken | undefined
  memory: Memory
}

/** Makes an empty memory of access tokens that the change feed fills. */
export function openAtTokens(db: Db): AtTokens {
  let byHash = new Map<string, AtToken>()
  let byGrant = new Map<string, AtToken>()
  const keyOf = (secretHash: Buffer) => secretHash.toString('base64')

  return {
    bySecret: (secret) => byHash.get(keyOf(hashToken(secret))),
    byGrant: (grantId) => byGrant.get(grantId),
    memory: {
      topics: ['access_token'],
      async loadAll() {
        const rows = await selectTokens(db).where('revoked_at', 'is', null).execute()
        return () => {
          byHash = new Map(rows.map((row) => [keyOf(row.token_hash), toToken(row)]))
          byGrant = new Map(rows.map((row) => [row.grant_id, toToken(row)]))
        }
      },
      async apply(changes) {
        const rows = await selectTokens(db)
          .where(
            'id',
            'in',
            changes.map((it) => it.key),
          )
          .execute()
        return () => {
          for (const row of rows) {
            const key = keyOf(row.token_hash)
            if (row.revoked_at) {
              byHash.delete(key)
              byGrant.delete(row.grant_id)
            } else {
              byHash.set(key, toToken(row))
              byGrant.set(row.grant_id, toToken(row))
            }
          }
        }
      },
    },
  }
}

const selectTokens = (db: Db) =>
  db
    .selectFrom('access_token')
    .select(['id', 'name', 'grant_id', 'workspace_id', 'person_id', 'token_hash', 'expires_at', 'revoked_at'])

type Row = Awaited<ReturnType<ReturnType<typeof selectTokens>['execute']>>[number]

const toToken = (row: Row): AtToken => ({
  id: row.id,
  name: row.name,
  grantId: row.grant_id,
  workspaceId: row.workspace_id,
  personId: row.person_id,
  expiresAt: row.expires_at,
})
