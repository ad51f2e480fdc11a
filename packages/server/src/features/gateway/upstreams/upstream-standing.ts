import type { Memory } from '../../../platform/changes/changes.ts'
import type { Sealing } from '../../../platform/crypto/sealing.ts'
import type { Db } from '../../../platform/db/db.ts'
import { loadUpstreams, type UpstreamRow } from './upstreams.store.ts'

/** An upstream as the proxy uses it; a change replaces the object. Never logged or answered: it holds the open key. */
export interface UpstreamStanding {
  id: string
  workspaceId: string
  name: string
  origin: string
  /** Path below the origin, without a trailing slash; `/responses` follows. */
  basePath: string
  key: string | null
  models: readonly string[]
  enabled: boolean
}

export interface Upstreams {
  /** In the order in which they are asked. */
  of(workspaceId: string): readonly UpstreamStanding[]
  find(workspaceId: string, id: string): UpstreamStanding | undefined
}

/** Upstreams in memory; the change feed's key is the workspace. `onChange` hears every upstream there is, after each round. */
export function openUpstreams(
  db: Db,
  sealing: Sealing,
  onChange: (all: Iterable<UpstreamStanding>) => void,
): Upstreams & { memory: Memory } {
  let byWorkspace = new Map<string, UpstreamStanding[]>()
  const group = (rows: UpstreamRow[]) =>
    Map.groupBy(
      rows.map((it) => toStanding(it, sealing)),
      (it) => it.workspaceId,
    )
  return {
    of: (workspaceId) => byWorkspace.get(workspaceId) ?? [],
    find: (workspaceId, id) => byWorkspace.get(workspaceId)?.find((it) => it.id === id),
    memory: {
      topics: ['upstream'],
      async loadAll() {
        const fresh = group(await loadUpstreams(db))
        return () => {
          byWorkspace = fresh
          onChange([...byWorkspace.values()].flat())
        }
      },
      async apply(changes) {
        const changed = [...new Set(changes.map((it) => it.key))]
        const fresh = group(await loadUpstreams(db, changed))
        return () => {
          for (const id of changed) byWorkspace.set(id, fresh.get(id) ?? [])
          onChange([...byWorkspace.values()].flat())
        }
      },
    },
  }
}

function toStanding(row: UpstreamRow, sealing: Sealing): UpstreamStanding {
  const { origin, pathname } = new URL(row.base_url)
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    name: row.name,
    origin,
    basePath: pathname === '/' ? '' : pathname,
    key: row.key_sealed && sealing.open(row.key_sealed),
    models: row.models,
    enabled: row.enabled,
  }
}
