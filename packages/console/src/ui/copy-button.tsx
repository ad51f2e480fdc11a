import { ActionIcon, Button, Tooltip, VisuallyHidden } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy } from '@tabler/icons-react'

/** Copies a text. `quiet` is an icon beside the text; otherwise a button that carries its label. */
export function CopyButton({ text, label, quiet }: { text: string; label: string; quiet?: boolean }) {
  const clipboard = useClipboard({ timeout: 2000 })
  const said = clipboard.copied ? 'Copied' : label
  const icon = clipboard.copied ? <IconCheck size={15} /> : <IconCopy size={15} />
  const status = <VisuallyHidden role="status">{clipboard.copied ? 'Copied' : ''}</VisuallyHidden>
  if (!quiet) {
    return (
      <>
        <Button variant="default" size="xs" leftSection={icon} onClick={() => clipboard.copy(text)}>
          {said}
        </Button>
        {status}
      </>
    )
  }
  return (
    <>
      <Tooltip label={said}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={label}
          onClick={() => clipboard.copy(text)}
          style={{ verticalAlign: 'middle' }}
        >
          {icon}
        </ActionIcon>
      </Tooltip>
      {status}
    </>
  )
}
