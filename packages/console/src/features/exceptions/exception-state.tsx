import type { PolicyException } from '@bailiwick/contracts'
import { Status, type StatusTone } from '../../ui/status.tsx'

export const exceptionWords = {
  requested: ['warn', 'Asked for'],
  granted: ['good', 'Open'],
  refused: ['quiet', 'Refused'],
  withdrawn: ['quiet', 'Withdrawn'],
  revoked: ['quiet', 'Ended early'],
  ended: ['quiet', 'Ended'],
} as const satisfies Record<PolicyException['state'], [StatusTone, string]>

export function ExceptionStateMark({ state }: { state: PolicyException['state'] }) {
  const [tone, words] = exceptionWords[state]
  return <Status tone={tone}>{words}</Status>
}
