import { Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { CodeBlock } from './code-block.tsx'
import { Notice } from './notice.tsx'

/** Something that is shown once: the text, a way to copy it, and what it is good for. */
export function OneTimeSecret({ text, label, children }: { text: string; label: string; children: ReactNode }) {
  return (
    <Stack gap="sm">
      <Notice tone="warn" live title="Copy it now; it is not shown again">
        {children}
      </Notice>
      <CodeBlock text={text} label={label} wrap />
      <Text size="xs" c="dimmed">
        Bailiwick keeps only a hash of it.
      </Text>
    </Stack>
  )
}
