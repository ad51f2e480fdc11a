import type { Directory } from '@bailiwick/contracts'
import { Notice } from '../../../ui/notice.tsx'
import { When } from '../../../ui/time.tsx'

/** The call that the person at the identity provider has just made, or that we wait for. */
export function LastCall({ directory }: { directory: Directory }) {
  const { lastCall } = directory
  if (!lastCall) {
    if (directory.activeTokens === 0) return null
    return (
      <Notice tone="info" live title="Waiting for the first call">
        Press the test button at the identity provider; this page looks every three seconds.
      </Notice>
    )
  }
  const good = lastCall.status < 400
  return (
    <Notice
      tone={good ? 'good' : 'warn'}
      live
      title={good ? 'We received your call' : `We received your call, and refused it with ${lastCall.status}`}
    >
      <code className="bw-break">
        {lastCall.method} {lastCall.path}
      </code>{' '}
      <When at={lastCall.at} />, from {lastCall.userAgent || 'a client that does not say its name'}.
      {good ? null : ' The reason stands in the sync history.'}
    </Notice>
  )
}
