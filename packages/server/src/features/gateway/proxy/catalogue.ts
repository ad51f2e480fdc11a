import { offeredModels } from '../upstreams/pick-upstream.ts'
import type { UpstreamStanding } from '../upstreams/upstream-standing.ts'
import { baseInstructions } from './base-instructions.ts'

/** The client's compiled-in models live here; it knows them better than a list of ours could tell. */
const vendorHosts = /(^|\.)(openai|chatgpt)\.com$/

/**
 * One model as the client reads it. All of these fields are required: one bad entry spoils the whole list, and a model without an entry runs
 * with a warning "Model metadata not found" (client 0.169.0). Only what every Responses upstream understands is claimed: function
 * tools, text, no reasoning levels.
 */
const toEntry = (slug: string, index: number) => ({
  slug,
  display_name: slug,
  description: 'Offered by your organisation',
  supported_reasoning_levels: [],
  shell_type: 'unified_exec',
  visibility: 'list',
  supported_in_api: true,
  priority: index + 1, // the lowest becomes the default of a client that names none
  base_instructions: baseInstructions,
  input_modalities: ['text'],
  support_verbosity: false,
  truncation_policy: { mode: 'tokens', limit: 10_000 },
  experimental_supported_tools: [],
})

/**
 * The client's model list. It replaces the compiled-in one, so it is empty while every model comes from the vendor: then the client goes on
 * with what it knows.
 */
export function catalogue(upstreams: readonly UpstreamStanding[]): ReturnType<typeof toEntry>[] {
  const enabled = upstreams.filter((it) => it.enabled)
  if (enabled.every((it) => vendorHosts.test(new URL(it.origin).hostname))) return []
  return offeredModels(enabled).map(toEntry)
}
