import type { Evaluation } from '@bailiwick/contracts'
import { Status } from '../../ui/status.tsx'

export function RunState({ run }: { run: Evaluation }) {
  if (run.running) return <Status tone="info">Observes</Status>
  return <Status tone="quiet">{run.endedAt === null ? 'Its time is over' : 'Ended'}</Status>
}
