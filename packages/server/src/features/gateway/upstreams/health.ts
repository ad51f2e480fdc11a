/** What this process saw of an upstream since it started. */
export interface UpstreamHealth {
  lastSuccessAt: Date | null
  lastFailureAt: Date | null
  /** A sentence; never content, never a key. */
  lastFailure: string | null
}

export interface Health {
  of(upstreamId: string): UpstreamHealth
  succeeded(upstreamId: string, at: Date): void
  failed(upstreamId: string, at: Date, why: string): void
  keep(upstreamIds: ReadonlySet<string>): void
}

export function openHealth(): Health {
  const seen = new Map<string, UpstreamHealth>()
  const of = (id: string) => seen.get(id) ?? { lastSuccessAt: null, lastFailureAt: null, lastFailure: null }
  return {
    of,
    succeeded: (id, at) => void seen.set(id, { ...of(id), lastSuccessAt: at }),
    failed: (id, at, why) => void seen.set(id, { ...of(id), lastFailureAt: at, lastFailure: why.slice(0, 500) }),
    keep(ids) {
      for (const id of seen.keys()) if (!ids.has(id)) seen.delete(id)
    },
  }
}
