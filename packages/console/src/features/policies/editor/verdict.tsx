import type { PolicyCheck } from '@bailiwick/contracts'
import { Status, type StatusTone } from '../../../ui/status.tsx'
import { count } from '../../../ui/words.ts'

const words = {
  accepted: ['good', 'Clients accept this'],
  breaks_sessions: ['bad', 'Clients accept this, but no session would work'],
  refused: ['bad', 'Clients refuse this and do not start'],
} satisfies Record<PolicyCheck['verdict'], [StatusTone, string]>

/** What a client makes of a document, in plain words. */
export function Verdict({ check, behind = false }: { check: PolicyCheck | null; behind?: boolean }) {
  if (!check) return <Status tone="quiet">Checking…</Status>
  const [tone, text] = words[check.verdict]
  const warnings = check.problems.filter((it) => it.severity === 'warning').length
  const more = check.verdict === 'accepted' && warnings > 0 ? `, with ${count(warnings, 'warning')}` : ''
  return (
    <Status tone={more ? 'warn' : tone}>
      {text}
      {more}
      {behind ? '…' : ''}
    </Status>
  )
}
