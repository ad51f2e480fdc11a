import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { CopyButton } from '../../ui/copy-button.tsx'
import { When } from '../../ui/time.tsx'
import { DiffView } from './diff/diff-view.tsx'
import type { Meanwhile } from './use-document.ts'

/** Somebody else saved first: both texts, and a way on for either. Nothing is lost whichever is taken. */
export function ConflictDialog(props: {
  theirs: Meanwhile
  mine: string
  onClose: () => void
  onKeepMine: () => void
  onTakeTheirs: () => void
}) {
  const { theirs, mine } = props
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={`${theirs.by ?? 'Somebody'} saved version ${theirs.version} meanwhile`}
      size="xl"
    >
      <Stack gap="md">
        <Text size="sm">
          Saved <When at={theirs.at} />. Your text was not saved and is not lost. Save yours over theirs, take theirs into the
          editor (undo brings yours back), or close this and put both together by hand.
        </Text>
        <DiffView
          before={{ title: `Version ${theirs.version}, theirs`, text: theirs.contents }}
          after={{ title: 'Yours', text: mine }}
        />
        <Group justify="space-between" gap="xs">
          <CopyButton text={mine} label="Copy your text" />
          <Group gap="xs">
            <Button variant="default" onClick={props.onClose}>
              Keep writing
            </Button>
            <Button variant="default" onClick={props.onTakeTheirs}>
              Take theirs
            </Button>
            <Button onClick={props.onKeepMine}>Save mine over theirs…</Button>
          </Group>
        </Group>
      </Stack>
    </Modal>
  )
}
