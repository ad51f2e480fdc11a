import type { Factor, Factors } from '@bailiwick/contracts'
import type { PersonCaller } from '../../../platform/actor.ts'
import type { Platform } from '../../../platform/platform.ts'
import { changesCredentials } from '../sessions/index.ts'
import { type FactorRow, listFactors, listRequiring } from './factors.store.ts'
import { hasPasskeys } from './passkeys.ts'
import { findRecoveryCodes } from './recovery-codes.ts'

export const toFactor = (row: FactorRow): Factor => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  createdAt: row.created_at.toISOString(),
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
  backedUp: row.kind === 'passkey' ? row.backed_up : null,
})

/** A person's own factors, with what they may do about them here. */
export async function toFactors(app: Pick<Platform, 'db' | 'config'>, caller: PersonCaller): Promise<Factors> {
  const codes = await findRecoveryCodes(app.db, caller.personId)
  const change = changesCredentials(caller.session)
  const possible = hasPasskeys(app.config)
  return {
    items: (await listFactors(app.db, caller.personId)).map(toFactor),
    recoveryCodes: codes ? { left: codes.left, madeAt: codes.madeAt.toISOString() } : null,
    requiredBy: await listRequiring(app.db, caller.personId),
    passkeys: {
      possible,
      why: possible ? null : 'Browsers make no passkeys for a bare IP address; this server needs a host name.',
    },
    can: {
      change,
      why: change ? null : 'This sign-in came from an identity provider; sign in with your own password or passkey.',
    },
  }
}
