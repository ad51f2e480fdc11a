import { type Executor, type Tx, violates } from '../../../platform/db/db.ts'
import { Failure } from '../../../platform/failure.ts'

export interface UpstreamRow {
  id: string
  workspace_id: string
  name: string
  base_url: string
  key_sealed: Buffer | null
  key_hint: string | null
  models: string[]
  enabled: boolean
  created_at: Date
}

/** Upstreams in the order in which they are asked: the oldest first. */
export const listUpstreams = (db: Executor, workspaceId: string): Promise<UpstreamRow[]> =>
  db.selectFrom('upstream').selectAll().where('workspace_id', '=', workspaceId).orderBy('created_at').orderBy('id').execute()

/** Every upstream, or those of the workspaces named, in the order in which they are asked. */
export const loadUpstreams = (db: Executor, workspaceIds?: string[]): Promise<UpstreamRow[]> =>
  db
    .selectFrom('upstream')
    .selectAll()
    .$if(workspaceIds !== undefined, (it) => it.where('workspace_id', 'in', workspaceIds ?? []))
    .orderBy('created_at')
    .orderBy('id')
    .execute()

export async function getUpstream(db: Executor, workspaceId: string, upstreamId: string): Promise<UpstreamRow> {
  const row = await db
    .selectFrom('upstream')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', upstreamId)
    .executeTakeFirst()
  if (!row) throw new Failure('upstream.not_found')
  return row
}

/** The row, locked until the transaction ends, so that changes take turns. */
export async function lockUpstream(tx: Tx, workspaceId: string, upstreamId: string): Promise<UpstreamRow> {
  const row = await tx
    .selectFrom('upstream')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', upstreamId)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new Failure('upstream.not_found')
  return row
}

export async function insertUpstream(tx: Tx, row: UpstreamRow): Promise<void> {
  await tx.insertInto('upstream').values(row).execute().catch(nameTaken)
}

export async function updateUpstream(tx: Tx, row: UpstreamRow): Promise<void> {
  const { id, workspace_id: _, created_at: __, ...change } = row
  await tx.updateTable('upstream').set(change).where('id', '=', id).execute().catch(nameTaken)
}

export async function deleteUpstream(tx: Tx, upstreamId: string): Promise<void> {
  await tx.deleteFrom('upstream').where('id', '=', upstreamId).execute()
}

function nameTaken(error: unknown): never {
  if (violates(error, 'upstream_name_key')) throw new Failure('upstream.name_taken')
  throw error
}
