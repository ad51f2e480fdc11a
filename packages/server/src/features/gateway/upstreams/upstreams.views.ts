import type { Upstream } from '@bailiwick/contracts'
import type { UpstreamHealth } from './health.ts'
import type { UpstreamRow } from './upstreams.store.ts'

/** A row as the API shows it: of the key only its last characters. */
export function toUpstream(row: UpstreamRow, health: UpstreamHealth): Upstream {
  return {
    id: row.id,
    name: row.name,
    baseUrl: row.base_url,
    models: row.models,
    enabled: row.enabled,
    keyHint: row.key_hint,
    createdAt: row.created_at.toISOString(),
    health: {
      lastSuccessAt: health.lastSuccessAt?.toISOString() ?? null,
      lastFailureAt: health.lastFailureAt?.toISOString() ?? null,
      lastFailure: health.lastFailure,
    },
  }
}
