import type { Turn } from '@bailiwick/contracts'
import type { StatusTone } from '../../ui/status.tsx'

/** What came of a turn, in words. */
export const outcomes = {
  completed: { label: 'Completed', tone: 'good' },
  refused: { label: 'Refused here', tone: 'warn' },
  upstream_error: { label: 'Upstream failed', tone: 'bad' },
  cancelled: { label: 'Cancelled by the client', tone: 'quiet' },
  no_upstream: { label: 'No upstream', tone: 'bad' },
} satisfies Record<Turn['outcome'], { label: string; tone: StatusTone }>
