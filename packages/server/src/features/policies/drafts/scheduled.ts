import type { Permission } from '@bailiwick/contracts'
import { type Actor, systemActor } from '../../../platform/actor.ts'
import type { Tx } from '../../../platform/db/db.ts'
import type { ScheduledBy } from '../../../platform/db/lifecycle-schema.ts'
import { Failure } from '../../../platform/failure.ts'
import { rightsOf, rightsOfKey } from '../../access/index.ts'
import { lockPolicies } from '../revisions/index.ts'
import { personBehind } from './authors.ts'
import { type DraftRow, getDraft, listDue, updateDraft } from './drafts.store.ts'
import { recordDraft } from './drafts.ts'
import { type App, publishNow } from './publish-draft.ts'

/**
 * Publishes every draft whose time has come, each in a transaction of its own, judged anew. What stands against it is a fact, and the draft
 * is open again. Safe to run in several processes, and to be ended anywhere: a draft is published once, or not at all.
 */
export async function publishDue(app: App): Promise<void> {
  for (const { id, workspace_id: workspaceId } of await listDue(app.db, app.clock.now())) {
    try {
      await publishScheduled(app, workspaceId, id)
    } catch (error) {
      if (!(error instanceof Failure) || error.status >= 500) throw error
      await giveUp(app, workspaceId, id, error)
    }
  }
}

const isDue = (draft: DraftRow, now: Date) => draft.state === 'scheduled' && draft.publish_at !== null && draft.publish_at <= now

async function publishScheduled(app: App, workspaceId: string, draftId: string): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    await lockPolicies(tx, workspaceId)
    const draft = await getDraft(tx, workspaceId, draftId)
    if (!isDue(draft, app.clock.now())) return
    const actor = await actorOf(app, tx, draft)
    await publishNow(app, tx, actor, draft, draft.stages, draft.released_edit === draft.edit)
  })
}

async function giveUp(app: App, workspaceId: string, draftId: string, { code, message }: Failure): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    await lockPolicies(tx, workspaceId)
    const draft = await getDraft(tx, workspaceId, draftId)
    if (!isDue(draft, app.clock.now())) return
    const open = { state: 'open', publish_at: null, publish_as: null, stages: null } as const
    await updateDraft(tx, draftId, { ...open, not_published_because: message, updated_at: app.clock.now() })
    await recordDraft(app, tx, systemActor(workspaceId), 'draft.not_published', draft, {
      code,
      because: message,
      before: { at: draft.publish_at?.toISOString(), scheduledBy: draft.publish_as?.name },
    })
  })
}

/** Whoever scheduled it, with the rights that they have now. Throws `access.denied` when publishing is not among them any more. */
async function actorOf(app: App, tx: Tx, { workspace_id: workspaceId, publish_as: by }: DraftRow): Promise<Actor> {
  if (!by) throw new Failure('access.denied', { detail: 'Nobody is known to have scheduled it.' })
  const held = await rightsNow(app, tx, workspaceId, by)
  if (!held.has('policy.manage'))
    throw new Failure('access.denied', { detail: `${by.name}, who scheduled it, may not publish policies any more.` })
  return { ...systemActor(workspaceId), ...by, permissions: held }
}

async function rightsNow(app: App, tx: Tx, workspaceId: string, by: ScheduledBy): Promise<ReadonlySet<Permission>> {
  const personId = await personBehind(tx, by)
  if (by.kind !== 'admin_key') return personId === null ? new Set() : rightsOf(tx, workspaceId, personId)
  const key = await tx
    .selectFrom('admin_key')
    .select('scopes')
    .where('id', '=', by.id)
    .where('revoked_at', 'is', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', app.clock.now())]))
    .executeTakeFirst()
  return key ? rightsOfKey(tx, { workspaceId, scopes: key.scopes, makerId: personId }) : new Set()
}

/** Looks for due drafts every few seconds, at most once at a time. Closing waits for the round that runs. */
export function runScheduledPublishing(app: App, everyMs = 5_000): { close(): Promise<void> } {
  let round: Promise<void> | undefined
  const timer = setInterval(() => {
    round ??= publishDue(app)
      .catch((error: unknown) =>
        app.log.warn({ err: error }, 'scheduled drafts could not be published; trying again in a few seconds'),
      )
      .finally(() => {
        round = undefined
      })
  }, everyMs)
  return {
    async close() {
      clearInterval(timer)
      await round
    },
  }
}
