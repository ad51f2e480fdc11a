import type { Directory } from '@bailiwick/contracts'
import { Status } from '../../../ui/status.tsx'
import { count } from '../../../ui/words.ts'

/** Whether a directory does its work, in a dot and words. */
export function DirectoryState({ directory }: { directory: Directory }) {
  const { activeTokens, lastCall, lastRun } = directory
  if (activeTokens === 0)
    return <Status tone={lastCall ? 'bad' : 'quiet'}>{lastCall ? 'No valid token: it is shut out' : 'Needs a token'}</Status>
  if (!lastCall) return <Status tone="info">Waits for its first call</Status>
  if (lastRun && lastRun.errors > 0) return <Status tone="bad">{count(lastRun.errors, 'error')} in the last sync</Status>
  if (lastRun && lastRun.warnings > 0) return <Status tone="warn">{count(lastRun.warnings, 'warning')} in the last sync</Status>
  return <Status tone="good">Works</Status>
}
