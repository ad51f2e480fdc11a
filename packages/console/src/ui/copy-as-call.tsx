import { ActionIcon, Popover, Stack, Text, Tooltip } from '@mantine/core'
import { IconTerminal2 } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { CodeBlock } from './code-block.tsx'

/** The same act from a shell, one click away. `hint` says where the key comes from. */
export function CopyAsCall({ command, what, hint }: { command: string; what: string; hint?: ReactNode }) {
  return (
    <Popover width={460} position="bottom-end" withinPortal trapFocus shadow="md">
      <Popover.Target>
        <Tooltip label="Copy as API call">
          <ActionIcon variant="default" size="input-sm" aria-label={`Copy as API call: ${what}`}>
            <IconTerminal2 size={17} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown maw="calc(100vw - 24px)">
        <Stack gap="xs">
          <CodeBlock text={command} label="API call" title={what} wrap />
          {hint ? (
            <Text size="xs" c="dimmed">
              {hint}
            </Text>
          ) : null}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
