import type { Actor } from '../../../platform/actor.ts'
import { announce } from '../../../platform/changes/changes.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db/db.ts'
import { record } from '../../../platform/facts/index.ts'
import { newWorkspaceId } from '../../../platform/ids.ts'
import { insertWorkspace, markSetUp, slugsLike } from './founding.store.ts'
import { requireSlug, slugFrom } from './slug.ts'

/**
 * Makes an empty workspace. A slug that was asked for is taken or refused; one made from the name gets a number when it is taken.
 * Fails: workspace.slug_taken, request.invalid.
 */
export async function establishWorkspace(
  tx: Tx,
  clock: Clock,
  actorIn: (workspaceId: string) => Actor,
  input: { name: string; slug?: string },
): Promise<{ id: string; slug: string; name: string }> {
  const id = newWorkspaceId()
  const slug = input.slug === undefined ? await freeSlug(tx, slugFrom(input.name)) : requireSlug(input.slug)
  await insertWorkspace(tx, { id, slug, name: input.name, created_at: clock.now() })
  await markSetUp(tx, clock.now())
  await announce(tx, 'workspace', id, id)
  await record(tx, clock, actorIn(id), {
    kind: 'workspace.created',
    subject: { type: 'workspace', id, name: input.name },
    detail: { after: { name: input.name, slug } },
  })
  return { id, slug, name: input.name }
}

async function freeSlug(tx: Tx, wanted: string): Promise<string> {
  const taken = await slugsLike(tx, wanted)
  if (!taken.has(wanted)) return wanted
  for (let n = 2; ; n++) if (!taken.has(`${wanted}-${n}`)) return `${wanted}-${n}`
}
