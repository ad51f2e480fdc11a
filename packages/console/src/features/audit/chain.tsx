import { Button, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { verificationQuery } from '../../api/queries/facts.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Notice } from '../../ui/notice.tsx'
import { count } from '../../ui/words.ts'

/** Recomputes the hash chain on the server and says whether anything was altered. */
export function Chain() {
  const { id } = useWorkspace()
  const query = useQuery(verificationQuery(id))
  const again = (
    <Button size="xs" variant="default" loading={query.isFetching} onClick={() => void query.refetch()}>
      {query.data ? 'Verify again' : 'Verify the chain'}
    </Button>
  )
  return (
    <Stack mb="md" gap="xs">
      {query.error ? <ErrorState error={query.error} retry={() => void query.refetch()} /> : null}
      {!query.data ? (
        <Notice tone="info" title="Has anything been altered?" actions={again}>
          The server recomputes every hash from the first fact to the last.
        </Notice>
      ) : query.data.intact ? (
        <Notice tone="good" live title={`Intact: ${count(query.data.checked, 'fact')} checked`} actions={again}>
          {query.data.head ? (
            <Text size="sm" component="div">
              Head <code>{query.data.head}</code> <CopyButton text={query.data.head} label="Copy the head" quiet />
              <br />
              Keep the head elsewhere: a later chain must contain it.
            </Text>
          ) : null}
        </Notice>
      ) : (
        <Notice tone="bad" live title={`Altered at position ${query.data.brokenAt ?? 'unknown'}`} actions={again}>
          {count(query.data.checked, 'fact')} checked. From this position on the log does not match its hashes: keep the database
          as it is and call your security team.
        </Notice>
      )}
    </Stack>
  )
}
