import type { FastifyRequest } from 'fastify'
import type { Actor } from '../../platform/actor.ts'
import { hashToken } from '../../platform/crypto/tokens.ts'
import type { Executor } from '../../platform/db/db.ts'
import { Failure } from '../../platform/failure.ts'
import { originOf } from '../../platform/http/index.ts'
import type { Platform } from '../../platform/platform.ts'
import { requireAllowedAddress } from '../access/index.ts'

/** Who calls: a directory, by one of its tokens. */
export interface DirectoryCaller {
  actor: Actor
  directory: { id: string; name: string }
  keyId: string
  /** Why a valid token does not open anything from where it is used; the history tells it. */
  refusal: Failure | null
}

/** How many calls of one token are taken in a minute. A full sync needs many; a loop needs an end. */
const callsPerMinute = 60_000

const findToken = (db: Executor, hash: Buffer, now: Date) =>
  db
    .selectFrom('admin_key')
    .innerJoin('directory', 'directory.id', 'admin_key.directory_id')
    .select(['admin_key.id', 'admin_key.workspace_id', 'admin_key.scopes', 'admin_key.last_used_at'])
    .leftJoin('workspace_security', 'workspace_security.workspace_id', 'admin_key.workspace_id')
    .select(['directory.id as directory_id', 'directory.name', 'workspace_security.ip_allowlist'])
    .where('token_hash', '=', hash)
    .where('revoked_at', 'is', null)
    .where('directory.removed_at', 'is', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
    .executeTakeFirst()

function refusalOf(allowlist: string[], address: string): Failure | null {
  try {
    requireAllowedAddress({ ip_allowlist: allowlist }, address)
    return null
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
}

/** Tells which directory calls, by its token, and counts its calls. */
export function openTokens(app: Platform) {
  const windows = new Map<string, { endsAt: number; calls: number }>()

  function spend(keyId: string, now: number): void {
    const known = windows.get(keyId)
    const window = known && known.endsAt > now ? known : { endsAt: now + 60_000, calls: 0 }
    windows.set(keyId, window)
    if (++window.calls > callsPerMinute) {
      throw new Failure('request.too_many', { more: { retryAfterSeconds: Math.ceil((window.endsAt - now) / 1000) } })
    }
  }

  /** Fails: access.key_not_valid, access.address_not_allowed, request.too_many. */
  return async function callerOf(request: FastifyRequest): Promise<DirectoryCaller> {
    const secret = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
    const now = app.clock.now()
    const token = secret ? await findToken(app.db, hashToken(secret), now) : undefined
    if (!token?.scopes.includes('scim.provision')) throw new Failure('access.key_not_valid')
    spend(token.id, now.getTime())
    if (!token.last_used_at || now.getTime() - token.last_used_at.getTime() > 60_000) {
      await app.db.updateTable('admin_key').set({ last_used_at: now }).where('id', '=', token.id).execute()
    }
    const directory = { id: token.directory_id, name: token.name }
    const refusal = refusalOf(token.ip_allowlist ?? [], request.ip)
    return {
      directory,
      keyId: token.id,
      refusal,
      actor: {
        ...originOf(request),
        kind: 'admin_key',
        id: token.id,
        name: directory.name,
        workspaceId: token.workspace_id,
        permissions: new Set(['scim.provision']),
        personId: null,
      },
    }
  }
}
