import { type Bundle, type ClientVersion, checkBundle, readClientView, shownRequirements, type Verdict } from '@bailiwick/policy'
import type { Heard } from './ask-client.ts'

/** How our engine and the client's own loader stand to each other. `--json` prints it, one object per file and line. */
export interface Comparison {
  file: string
  client: string
  agrees: boolean
  /** Ours; `breaks_sessions` loads, and only a session would show the rest. */
  ours: Verdict
  heard: Heard['verdict']
  /** Why the client refused, in its own words. */
  words: string | null
  /** Requirements, by the client's names, of which the two say different things. */
  differences: { key: string; ours: unknown; client: unknown }[]
  /** Requirements in force that the client does not show, so that nobody compared them. */
  hidden: string[]
}

interface Asked {
  file: string
  bundle: Bundle
  client: string
  judge: ClientVersion
  hostName: string
}

/** Compares what the client made of a bundle with what the engine says it makes of it. */
export function compare({ file, bundle, client, judge, hostName }: Asked, heard: Heard): Comparison {
  const { verdict: ours, problems } = checkBundle(bundle, { client: judge })
  const same = (ours === 'refused') === (heard.verdict === 'refused')
  const base = { file, client, ours, heard: heard.verdict, words: heard.verdict === 'refused' ? heard.words : null }
  if (heard.verdict === 'refused' || !same) {
    const error = problems.find(({ severity }) => severity === 'error')
    const differences = same
      ? []
      : [{ key: 'verdict', ours: error?.message ?? ours, client: heard.verdict === 'refused' ? heard.words : 'loads' }]
    return { ...base, agrees: same, differences, hidden: [] }
  }
  const where = { hostName, relativeTo: heard.codexHome, home: heard.codexHome }
  const { view, hidden } = shownRequirements({ cloudRequirements: bundle.requirements_toml.enterprise_managed }, where)
  const theirs: Record<string, unknown> = readClientView(heard.requirements)
  const differences = [...new Set([...Object.keys(view), ...Object.keys(theirs)])]
    .filter((key) => canonical(view[key]) !== canonical(theirs[key]))
    .map((key) => ({ key, ours: view[key] ?? null, client: theirs[key] ?? null }))
  return { ...base, agrees: differences.length === 0, differences, hidden }
}

const canonical = (value: unknown): string =>
  JSON.stringify(value ?? null, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  )
