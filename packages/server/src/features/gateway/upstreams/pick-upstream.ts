import type { UpstreamStanding } from './upstream-standing.ts'

/** In a model list: any model that no upstream lists. */
export const anyModel = '*'

export type Pick = { outcome: 'use'; upstream: UpstreamStanding } | { outcome: 'none' } | { outcome: 'refused'; because: string }

/**
 * The upstream for a model: the first enabled one that lists it, else the one that takes any (`*`). Two that take any leave it open
 * which is meant, so an unlisted model is refused then.
 */
export function pickUpstream(upstreams: readonly UpstreamStanding[], model: string): Pick {
  const enabled = upstreams.filter((it) => it.enabled)
  if (enabled.length === 0) return { outcome: 'none' }
  const listed = enabled.find((it) => it.models.includes(model))
  if (listed) return { outcome: 'use', upstream: listed }
  const takers = enabled.filter((it) => it.models.includes(anyModel))
  const [taker] = takers
  if (taker && takers.length === 1) return { outcome: 'use', upstream: taker }
  const names = offeredModels(enabled)
  const allowed = names.length > 0 ? `Allowed here: ${names.join(', ')}.` : 'No model is named here.'
  return { outcome: 'refused', because: `The model “${model}” is not offered by this workspace. ${allowed}` }
}

/** The names that clients are offered, each once, in order. */
export const offeredModels = (upstreams: readonly UpstreamStanding[]): string[] => [
  ...new Set(upstreams.filter((it) => it.enabled).flatMap((it) => it.models.filter((model) => model !== anyModel))),
]
