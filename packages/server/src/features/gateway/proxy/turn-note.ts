import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { newId } from '../../../platform/ids.ts'
import type { ClientCaller } from '../../codex/issuer/index.ts'
import { type Fetch, readClientWords } from '../../policies/devices/index.ts'
import type { TurnOutcome, TurnRow } from '../turns/turns.store.ts'
import type { UpstreamStanding } from '../upstreams/upstream-standing.ts'
import { noUsage, type Usage } from './usage.ts'

const Metadata = z
  .object({
    installation_id: z.string(),
    session_id: z.string(),
    thread_id: z.string(),
    model: z.string(),
    sandbox_mode: z.string(),
  })
  .partial()
  .catch({})

/** A call's record while it runs; `row` is what it became. */
export interface TurnNote {
  model: string
  readonly installationId: string | null
  /** The sandbox of the turn, as the client says. */
  readonly sandboxMode: string | null
  upstream?: UpstreamStanding
  usage: Usage
  firstByteMs: number | null
  row(outcome: TurnOutcome, status: number): TurnRow
}

/**
 * Begins the record of a call: who, from where, in which session. The metadata header is the client's own word, so nothing is trusted.
 * @param served what the sign-in was served last; asked at the end, when a look into the database has answered
 */
export function noteTurn(request: FastifyRequest, caller: ClientCaller, at: Date, served: () => Fetch | undefined): TurnNote {
  const startedAt = performance.now()
  const metadata = readMetadata(request.headers['x-codex-turn-metadata'])
  const header = (name: string) => text(request.headers[name], 100)
  const installationId = text(metadata.installation_id, 100)
  return {
    model: text(metadata.model, 200) ?? '',
    installationId,
    sandboxMode: text(metadata.sandbox_mode, 100),
    usage: noUsage,
    firstByteMs: null,
    row(outcome, status) {
      const { usage } = this
      const fetch = served()
      return {
        id: newId('turn'),
        workspace_id: caller.workspace.id,
        at,
        person_id: caller.member.personId,
        grant_id: caller.grant.id,
        model: text(this.model, 200) ?? '',
        upstream_id: this.upstream?.id ?? null,
        upstream_name: this.upstream?.name ?? null,
        outcome,
        status,
        input_tokens: usage.input,
        cached_tokens: usage.cached,
        output_tokens: usage.output,
        reasoning_tokens: usage.reasoning,
        first_byte_ms: this.firstByteMs,
        duration_ms: performance.now() - startedAt,
        user_agent: text(request.headers['user-agent'], 300) ?? '',
        session_id: header('session-id') ?? text(metadata.session_id, 100),
        thread_id: header('thread-id') ?? text(metadata.thread_id, 100),
        installation_id: installationId,
        surface: readClientWords(request.headers['user-agent']).surface,
        policy_version_id: fetch?.policyVersionId ?? null,
        policy_served_at: fetch?.at ?? null,
      }
    },
  }
}

function readMetadata(value: string | string[] | undefined): z.infer<typeof Metadata> {
  if (typeof value !== 'string' || value.length > 32_768) return {}
  try {
    return Metadata.parse(JSON.parse(value))
  } catch {
    return {}
  }
}

/** Text that a column takes: no control characters (PostgreSQL refuses NUL), and no longer than a person would read. */
function text(value: unknown, max: number): string | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return typeof value === 'string' && value !== '' ? value.replace(/[\u0000-\u001f\u007f]/g, '').slice(0, max) : null
}
