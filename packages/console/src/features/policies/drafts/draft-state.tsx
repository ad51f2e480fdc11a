import type { Draft } from '@bailiwick/contracts'
import { Status, type StatusTone } from '../../../ui/status.tsx'

export const stateWords = {
  open: ['info', 'Being written'],
  submitted: ['warn', 'Waits for approval'],
  scheduled: ['info', 'Has a time'],
  staged: ['info', 'In stages'],
  published: ['good', 'Published'],
  discarded: ['quiet', 'Discarded'],
} as const satisfies Record<Draft['state'], [StatusTone, string]>

export function DraftStateMark({ state }: { state: Draft['state'] }) {
  const [tone, words] = stateWords[state]
  return <Status tone={tone}>{words}</Status>
}
