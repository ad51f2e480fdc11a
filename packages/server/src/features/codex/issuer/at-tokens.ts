import { hash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Memory } from '../../../platform/changes/changes.ts'
import { hashToken } from '../../../platform/crypto/tokens.ts'
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

/** Whether a text can be an access token of ours at all. The checksum is no secret: anybody may compute it, and knows nothing by it. */
export function looksLikeAtToken(text: string): boolean {
  const [, body = '', checksum = ''] = shape.exec(text) ?? []
  return body !== '' && checksum === checksumOf(body)
}

/** An access token that may work, as memory knows it. */
export interface AtToken {
  id: string
  grantId: string
  workspaceId: string
  personId: string
  expiresAt: Date | null
}

/** Access tokens by their secret; what is revoked or over is unknown. */
export interface AtTokens {
  bySecret(secret: string): AtToken | undefined
  memory: Memory
}

/** Makes an empty memory of access tokens that the change feed fills. */
export function openAtTokens(db: Db): AtTokens {
  let byHash = new Map<string, AtToken>()
  const keyOf = (secretHash: Buffer) => secretHash.toString('base64')

  return {
    bySecret: (secret) => byHash.get(keyOf(hashToken(secret))),
    memory: {
      topics: ['access_token'],
      async loadAll() {
        const rows = await selectTokens(db).where('revoked_at', 'is', null).where('ended_at', 'is', null).execute()
        return () => {
          byHash = new Map(rows.map((row) => [keyOf(row.token_hash), toToken(row)]))
        }
      },
      async apply(changes) {
        const ids = changes.map((it) => it.key)
        const rows = await selectTokens(db).where('access_token.id', '=', sql<string>`any(${ids})`).execute()
        return () => {
          for (const row of rows) {
            if (row.revoked_at || row.ended_at) byHash.delete(keyOf(row.token_hash))
            else byHash.set(keyOf(row.token_hash), toToken(row))
          }
        }
      },
    },
  }
}

const selectTokens = (db: Db) =>
  db
    .selectFrom('access_token')
    .innerJoin('client_grant', 'client_grant.id', 'access_token.grant_id')
    .select(['access_token.id', 'grant_id', 'access_token.workspace_id', 'access_token.person_id', 'token_hash', 'expires_at'])
    .select(['revoked_at', 'ended_at'])

type Row = Awaited<ReturnType<ReturnType<typeof selectTokens>['execute']>>[number]

const toToken = (row: Row): AtToken => ({
  id: row.id,
  grantId: row.grant_id,
  workspaceId: row.workspace_id,
  personId: row.person_id,
  expiresAt: row.expires_at,
})
