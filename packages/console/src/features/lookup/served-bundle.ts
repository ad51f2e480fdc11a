import type { Lookup } from '@bailiwick/contracts'
import type { Bundle } from '@bailiwick/policy'
import { z } from 'zod'

const Part = z.object({ enterprise_managed: z.array(z.object({ id: z.string(), name: z.string(), contents: z.string() })) })
const Served = z.object({ requirements_toml: Part, config_toml: Part.optional() })

/** What a client is sent, as the engine reads it; an empty bundle where nothing is sent. */
export function servedBundle({ effective }: Lookup): Bundle {
  const read = Served.safeParse(effective.bundle)
  const empty = { enterprise_managed: [] }
  if (!read.success) return { requirements_toml: empty, config_toml: empty }
  return { requirements_toml: read.data.requirements_toml, config_toml: read.data.config_toml ?? empty }
}
