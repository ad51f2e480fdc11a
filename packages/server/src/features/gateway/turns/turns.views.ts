import { type Turn, turnOutcomes } from '@bailiwick/contracts'
import { z } from 'zod'
import type { ListedTurn } from './turns.store.ts'

const Outcome = z.enum(turnOutcomes)

/** A row as the API shows it. */
export function toTurn(row: ListedTurn): Turn {
  const person = row.person_id && { id: row.person_id, name: row.person_name ?? '', email: row.person_email ?? '' }
  return {
    id: row.id,
    at: row.at.toISOString(),
    person: person || null,
    model: row.model,
    upstream: row.upstream_name,
    outcome: Outcome.parse(row.outcome),
    status: row.status,
    inputTokens: row.input_tokens,
    cachedTokens: row.cached_tokens,
    outputTokens: row.output_tokens,
    reasoningTokens: row.reasoning_tokens,
    firstByteMs: row.first_byte_ms,
    durationMs: row.duration_ms,
    client: row.user_agent.slice(0, 120),
  }
}
