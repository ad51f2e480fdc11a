import type { auditRoutes, ReturnsOf } from '@bailiwick/contracts'
import { Box } from '@mantine/core'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Notice } from '../../ui/notice.tsx'
import { count } from '../../ui/words.ts'

/** What the server found when it recomputed every hash from the first fact to the last. */
export function Chain({ error, result }: { error: unknown; result: ReturnsOf<typeof auditRoutes.verify> | undefined }) {
  if (!error && !result) return null
  return <Box mb="md">{error ? <ErrorState error={error} /> : result ? <Result result={result} /> : null}</Box>
}

function Result({ result }: { result: ReturnsOf<typeof auditRoutes.verify> }) {
  if (!result.intact) {
    return (
      <Notice tone="bad" live title={`Altered at position ${result.brokenAt ?? 'unknown'}`}>
        {count(result.checked, 'fact')} checked. From this position on the log does not match its hashes: keep the database as it
        is and call your security team.
      </Notice>
    )
  }
  return (
    <Notice tone="good" live title={`Intact: ${count(result.checked, 'fact')} checked, none altered`}>
      {result.head ? (
        <>
          Head <code>{result.head}</code> <CopyButton text={result.head} label="Copy the head" quiet />
          <br />
          Keep the head elsewhere: a later chain must contain it.
        </>
      ) : null}
    </Notice>
  )
}
