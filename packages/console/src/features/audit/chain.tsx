import type { auditRoutes, ReturnsOf } from '@bailiwick/contracts'
import { Box } from '@mantine/core'
import { CodeBlock } from '../../ui/code-block.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Notice } from '../../ui/notice.tsx'
import { count } from '../../ui/words.ts'

/** What the server found when it recomputed every hash from the first fact to the last. */
export function Chain({ error, result }: { error: unknown; result: ReturnsOf<typeof auditRoutes.verify> | undefined }) {
  if (!error && !result) return null
  return <Box mb="md">{error ? <ErrorState error={error} /> : result ? <Result result={result} /> : null}</Box>
}

/** The check that needs nobody's word: an export, verified on any machine. */
export const verifyLine = (file = 'facts.jsonl') => `bailiwick audit verify ${file}`

function Result({ result }: { result: ReturnsOf<typeof auditRoutes.verify> }) {
  if (!result.intact) {
    return (
      <Notice tone="bad" live title={`Altered at position ${result.brokenAt ?? 'unknown'}`}>
        {count(result.checked, 'fact')} checked. {result.because ? `${result.because} ` : null}From this position on the log does
        not match its hashes: somebody changed it behind Bailiwick. Keep the database as it is and call your security team; an
        earlier export shows what stood there.
      </Notice>
    )
  }
  return (
    <Notice tone="good" live title={`Intact: ${count(result.checked, 'fact')} checked, none altered`}>
      <div>
        No fact was changed, left out or put in between.
        {result.erased > 0
          ? ` In ${count(result.erased, 'fact')} names and values were erased by rule; their place and hash still prove that they were there.`
          : null}{' '}
        This server says so itself. To need nobody’s word, export the log and verify it on another machine:
      </div>
      <Box my="xs" maw={460}>
        <CodeBlock label="Verify an export" text={verifyLine()} />
      </Box>
      {result.head ? (
        <>
          Head <code className="bw-break">{result.head}</code> <CopyButton text={result.head} label="Copy the head" quiet />
          <br />
          Keep the head elsewhere: every later chain must contain it.
        </>
      ) : null}
    </Notice>
  )
}
