import { operatorActor } from '../../../platform/actor.ts'
import { announce } from '../../../platform/changes/changes.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import type { Platform } from '../../../platform/platform.ts'
import { findWorkspaceBySlug, lockWorkspace, putOwner } from '../founding/index.ts'
import { endSessions, findPersonByEmail, listMemberships, makeResetLink } from '../sessions/index.ts'

export interface Recovery {
  /** The one-time reset link, valid for 24 hours. */
  url: string
  expiresAt: Date
  /** The names of the workspaces that the person owns now. */
  workspaces: string[]
}

/**
 * For somebody with a shell on the host, when no owner can sign in: makes a known person an active owner of the workspace named, or of
 * every workspace they belong to, ends their sessions and makes a reset link. It is a fact in each of those workspaces.
 * Fails: lookup.nobody, workspace.not_found, member.not_found.
 */
export async function recoverOwner(
  app: Pick<Platform, 'db' | 'clock' | 'config'>,
  input: { email: string; workspaceSlug?: string },
): Promise<Recovery> {
  return app.db.transaction().execute(async (tx) => {
    const person = await findPersonByEmail(tx, input.email.trim())
    if (person?.kind !== 'human') throw new Failure('lookup.nobody', { detail: `Nobody has the address ${input.email}.` })
    const workspaces = await workspacesConcerned(tx, person.id, input.workspaceSlug)
    const memberships = await listMemberships(tx, person.id)
    for (const { id } of workspaces) {
      await lockWorkspace(tx, id)
      const before = memberships.find((it) => it.id === id)
      await putOwner(tx, id, person.id, app.clock.now())
      await announce(tx, 'member', id, person.id)
      await record(tx, app.clock, operatorActor(id, 'Operator on the host'), {
        kind: 'owner.recovered',
        subject: { type: 'person', id: person.id, name: person.name },
        detail: { before: before ? { role: before.role, status: before.status } : null, email: person.email },
      })
    }
    await endSessions(tx, person.id, app.clock.now())
    const link = await makeResetLink(tx, app, person.id)
    return { ...link, workspaces: workspaces.map((it) => it.name) }
  })
}

/** In order of id, so that two recoveries lock in the same order. */
async function workspacesConcerned(tx: Tx, personId: string, slug?: string): Promise<{ id: string; name: string }[]> {
  if (slug !== undefined) {
    const workspace = await findWorkspaceBySlug(tx, slug)
    if (!workspace) throw new Failure('workspace.not_found', { detail: `No workspace has the short name ${slug}.` })
    return [workspace]
  }
  const memberships = await listMemberships(tx, personId)
  if (memberships.length === 0) throw new Failure('member.not_found', { detail: 'Name the workspace with --workspace.' })
  return memberships.sort((a, b) => (a.id < b.id ? -1 : 1))
}
