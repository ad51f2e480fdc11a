import { type BodyOf, defaultDenialText, type Workspace, type workspaceRoutes } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import { announce } from '../../../platform/changes/changes.ts'
import { record } from '../../../platform/facts/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import { getWorkspace, lockWorkspace, updateWorkspace, type WorkspaceRow } from '../founding/index.ts'

type App = Pick<Platform, 'db' | 'clock'>

/** Renames a workspace or rewords the refusal that its clients show (WS-04). */
export async function changeWorkspace(
  app: App,
  actor: Actor,
  change: BodyOf<(typeof workspaceRoutes)['update']>,
): Promise<WorkspaceRow> {
  return app.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, actor.workspaceId)
    const row = await getWorkspace(tx, actor.workspaceId)
    const { name, denialText } = toWorkspace(row)
    const after = { name: change.name ?? name, denialText: change.denialText ?? denialText }
    if (after.name === name && after.denialText === denialText) return row
    const reworded = after.denialText === defaultDenialText ? null : after.denialText
    await updateWorkspace(tx, row.id, { name: after.name, denial_text: reworded })
    await announce(tx, 'workspace', row.id, row.id)
    await record(tx, app.clock, actor, {
      kind: 'workspace.updated',
      subject: { type: 'workspace', id: row.id, name: after.name },
      detail: { before: { name, denialText }, after },
    })
    return getWorkspace(tx, row.id)
  })
}

export const toWorkspace = (row: WorkspaceRow): Workspace => ({
  id: row.id,
  slug: row.slug,
  name: row.name,
  denialText: row.denial_text ?? defaultDenialText,
  createdAt: row.created_at.toISOString(),
})
