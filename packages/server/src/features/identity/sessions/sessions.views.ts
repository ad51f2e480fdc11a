import { type Me, RoleName, type Session } from '@bailiwick/contracts'
import type { Executor } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'
import { rightsOf } from '../../access/index.ts'
import { findPerson, listMemberships } from './people.store.ts'
import type { SessionRow } from './sessions.store.ts'

/** A person as they see themselves, with the workspaces that are open to them. */
export async function toMe(db: Executor, personId: string): Promise<Me> {
  const person = await findPerson(db, personId)
  if (!person) throw new Failure('access.sign_in_needed')
  const memberships = await listMemberships(db, personId)
  const workspaces = await Promise.all(
    memberships
      .filter((it) => it.status === 'active')
      .map(async ({ id, slug, name, role }) => {
        return { id, slug, name, role: RoleName.parse(role), permissions: [...(await rightsOf(db, id, personId))] }
      }),
  )
  return { id: person.id, name: person.name, email: person.email, workspaces }
}

export const toSession = (row: SessionRow, currentId: string): Session => ({
  id: row.id,
  current: row.id === currentId,
  address: row.address,
  userAgent: row.user_agent,
  createdAt: row.created_at.toISOString(),
  lastSeenAt: row.last_seen_at.toISOString(),
  expiresAt: row.expires_at.toISOString(),
})
