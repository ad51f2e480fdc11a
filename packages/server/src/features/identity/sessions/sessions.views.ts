import { type Me, RoleName, type Session } from '@bailiwick/contracts'
import type { Executor } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'
import { factorKindsOf, findObstacle, type ProvenSession, proofsOf, rightsOf } from '../../access/index.ts'
import { changesCredentials } from './own-credentials.ts'
import { findPerson, listMemberships } from './people.store.ts'
import { countRecoveryCodes, findSession, type SessionRow } from './sessions.store.ts'
import { signOnPath } from './sign-on-path.ts'

/** Whose account is looked at, through which sign-in, and from where. */
export interface Looking {
  personId: string
  sessionId: string
  address: string | null
}

/** A person as they see themselves, with their workspaces and what keeps this sign-in out of each. */
export async function toMe(db: Executor, looking: Looking): Promise<Me> {
  const { personId } = looking
  const person = await findPerson(db, personId)
  const session = await findSession(db, looking.sessionId)
  if (!person || !session) throw new Failure('access.sign_in_needed')
  const proven = provenBy(session)
  const memberships = (await listMemberships(db, personId)).filter((it) => it.status === 'active')
  const workspaces = await Promise.all(
    memberships.map(async ({ id, slug, name, role }) => {
      const permissions = [...(await rightsOf(db, id, personId))]
      const obstacle = await findObstacle(db, id, proven, looking.address)
      return { id, slug, name, role: RoleName.parse(role), permissions, obstacle }
    }),
  )
  return {
    id: person.id,
    name: person.name,
    email: person.email,
    workspaces,
    secondFactor: {
      enrolled: (await factorKindsOf(db, personId)).length > 0,
      given: session.second_factor_at !== null,
      recoveryCodesLeft: await countRecoveryCodes(db, personId),
    },
    signIn: {
      method: session.method,
      workspaceId: session.workspace_id,
      authenticatedAt: session.authenticated_at.toISOString(),
      proofs: await proofsOf(db, personId, provenBy(session)),
      proveAgainAt: proveAgainAt(session),
      changesCredentials: changesCredentials(session),
    },
  }
}

function proveAgainAt({ method, identity_provider_id: providerId }: SessionRow): string | null {
  const known = providerId !== null && (method === 'oidc' || method === 'saml')
  return known ? `${signOnPath(method, providerId)}/start?again=1` : null
}

const provenBy = (session: SessionRow): ProvenSession => ({
  method: session.method,
  workspaceId: session.workspace_id,
  secondFactorAt: session.second_factor_at,
})

export const toSession = (row: SessionRow, currentId: string | null): Session => ({
  id: row.id,
  current: row.id === currentId,
  method: row.method,
  secondFactor: row.second_factor_at !== null,
  workspaceId: row.workspace_id,
  address: row.address,
  userAgent: row.user_agent,
  createdAt: row.created_at.toISOString(),
  lastSeenAt: row.last_seen_at.toISOString(),
  expiresAt: row.expires_at.toISOString(),
})
