import type { BodyOf, enrolmentRoutes } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { announce } from '../../../platform/changes/changes.ts'
import { hashToken, newToken } from '../../../platform/crypto/tokens.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import { newId } from '../../../platform/ids.ts'
import type { Platform } from '../../../platform/platform.ts'
import { findGroupNames } from '../../identity/group-names/index.ts'
import * as store from './enrolments.store.ts'

type App = Pick<Platform, 'db' | 'clock' | 'config'>

const prefix = 'bwe-'

/**
 * Makes an enrolment address: a config server (client 0.169.0 §6) that asks for no identity and serves the policy of a group, or the
 * default. The secret part is answered once and only its hash is kept. Fails: group.not_found.
 */
export async function createEnrolment(
  app: App,
  actor: Actor,
  input: BodyOf<(typeof enrolmentRoutes)['create']>,
): Promise<{ enrolment: store.EnrolmentRow; token: string }> {
  return app.db.transaction().execute(async (tx) => {
    if (input.groupId !== null) {
      const known = await findGroupNames(tx, actor.workspaceId, [input.groupId])
      if (!known.has(input.groupId)) throw new Failure('group.not_found')
    }
    const id = newId('enrolment')
    const token = newToken(prefix)
    await store.insertEnrolment(tx, {
      id,
      workspace_id: actor.workspaceId,
      name: input.name,
      group_id: input.groupId,
      token_hash: hashToken(token),
      hint: token.slice(-4),
      created_by: actor.personId,
      created_at: app.clock.now(),
    })
    await announce(tx, 'enrolment', actor.workspaceId, id)
    const enrolment = await store.findEnrolment(tx, actor.workspaceId, id)
    if (!enrolment) throw new Error('an enrolment was written and then not found')
    await record(tx, app.clock, actor, {
      kind: 'enrolment.created',
      subject: { type: 'enrolment', id, name: input.name },
      detail: { after: { group: enrolment.group_name, hint: enrolment.hint } },
    })
    return { enrolment, token }
  })
}

/** Revokes an address; the next fetch by it is refused, and its devices stop when their cache ends. Fails: enrolment.not_found. */
export async function removeEnrolment(app: App, actor: Actor, enrolmentId: string): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    const enrolment = await store.findEnrolment(tx, actor.workspaceId, enrolmentId)
    const revoked = await store.revokeEnrolment(tx, actor.workspaceId, enrolmentId, app.clock.now())
    if (!enrolment || !revoked) throw new Failure('enrolment.not_found')
    await announce(tx, 'enrolment', actor.workspaceId, enrolmentId)
    await record(tx, app.clock, actor, {
      kind: 'enrolment.revoked',
      subject: { type: 'enrolment', id: enrolmentId, name: enrolment.name },
      detail: { before: { group: enrolment.group_name, hint: enrolment.hint } },
    })
  })
}
