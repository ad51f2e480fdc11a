import { Button, Text } from '@mantine/core'
import { CopyButton } from './copy-button.tsx'
import { Notice } from './notice.tsx'
import { toTrouble } from './trouble.ts'

/** Says what went wrong, what to do and the request id; offers to try again. */
export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const trouble = toTrouble(error)
  return (
    <Notice
      tone="bad"
      live
      title={trouble.title}
      actions={
        retry ? (
          <Button size="xs" variant="default" onClick={retry}>
            Try again
          </Button>
        ) : undefined
      }
    >
      {trouble.detail && trouble.detail !== trouble.title ? <div>{trouble.detail}</div> : null}
      {trouble.fix ? <div>{trouble.fix}</div> : null}
      {trouble.requestId ? (
        <Text size="xs" c="dimmed" component="div" mt={4}>
          Request <code>{trouble.requestId}</code> <CopyButton text={trouble.requestId} label="Copy request id" quiet />
        </Text>
      ) : null}
    </Notice>
  )
}
