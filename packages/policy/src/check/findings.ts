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
  /** No further finding is kept: costly advice would be lost. */
  readonly full: boolean
  add(effect: Effect, code: ProblemCode, path: Path, message: string, fix?: string, part?: 'key' | 'value'): void
}

const kept = 500

export function newFindings(): Findings {
  const list: Finding[] = []
  let verdict: Verdict = 'accepted'
  return {
    list,
    get full() {
      return list.length >= kept
    },
    get verdict() {
      return verdict
    },
    add(effect, code, path, message, fix, part = 'value') {
      const worse = effect === 'refused' || (effect === 'breaks_sessions' && verdict === 'accepted')
      const changes = worse && verdict !== effect
      if (worse) verdict = effect
      if (list.length < kept || changes) list.push({ effect, code, message, path: [...path], part, ...(fix ? { fix } : {}) })
    },
  }
}

export const severityOf = {
  refused: 'error',
  breaks_sessions: 'error',
  ineffective: 'warning',
  note: 'info',
} satisfies Record<Effect, Severity>
