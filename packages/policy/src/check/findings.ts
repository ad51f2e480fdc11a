import type { ProblemCode, Severity, Verdict } from '../problem.ts'
import type { Path } from '../toml/parse-toml.ts'

/** What a finding does to the client. */
export type Effect = 'refused' | 'breaks_sessions' | 'ineffective' | 'note'

export interface Finding {
  effect: Effect
  code: ProblemCode
  message: string
  fix?: string
  path: Path
  part: 'key' | 'value'
}

/** Collects findings. Only the first ones are kept (a hostile document has one per byte); the verdict counts them all. */
export interface Findings {
  readonly list: Finding[]
  readonly verdict: Verdict
  /** How many more there were. */
  readonly dropped: number
  /** Many findings are kept already: costly advice is not worth its time. */
  readonly full: boolean
  add(effect: Effect, code: ProblemCode, path: Path, message: string, fix?: string, part?: 'key' | 'value'): void
  /** Whether a finding of this effect would be dropped; then it is counted, and its words need not be written. */
  drops(effect: Effect): boolean
}

/** Most findings kept of each severity: errors are never crowded out by advice. */
const kept = 200

export function newFindings(): Findings {
  const list: Finding[] = []
  const counts = { error: 0, warning: 0, info: 0 }
  let dropped = 0
  let verdict: Verdict = 'accepted'
  const drops = (effect: Effect): boolean => {
    const worse = effect === 'refused' || (effect === 'breaks_sessions' && verdict === 'accepted')
    if (counts[severityOf[effect]] < kept || (worse && verdict !== effect)) return false
    dropped++
    return true
  }
  return {
    list,
    drops,
    get dropped() {
      return dropped
    },
    get full() {
      return list.length >= kept
    },
    get verdict() {
      return verdict
    },
    add(effect, code, path, message, fix, part = 'value') {
      if (drops(effect)) return
      if (effect === 'refused' || (effect === 'breaks_sessions' && verdict === 'accepted')) verdict = effect
      counts[severityOf[effect]]++
      list.push({ effect, code, message, path: [...path], part, ...(fix ? { fix } : {}) })
    },
  }
}

export const severityOf = {
  refused: 'error',
  breaks_sessions: 'error',
  ineffective: 'warning',
  note: 'info',
} satisfies Record<Effect, Severity>
