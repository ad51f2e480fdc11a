import { type DraftDetail, draftRoutes } from '@bailiwick/contracts'
import { Button, Group, Menu, Modal, Stack, Textarea, TextInput } from '@mantine/core'
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useDescribeDraft, useDiscardDraft } from '../../../api/queries/drafts.ts'
import { useApiForm } from '../../../api/use-api-form.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { ErrorState } from '../../../ui/error-state.tsx'
import { sayDone } from '../../../ui/notify.ts'
import { count } from '../../../ui/words.ts'

/** Its title and reason, and its end. */
export function DraftMenu({ draft }: { draft: DraftDetail }) {
  const { id, at } = useWorkspace()
  const discard = useDiscardDraft(id)
  const navigate = useNavigate()
  const [asked, setAsked] = useState<'describe' | 'discard' | null>(null)
  if (!draft.can.edit && !draft.can.discard) return null
  const close = () => setAsked(null)
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button variant="default" leftSection={<IconDots size={17} />}>
            More
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} />} disabled={!draft.can.edit} onClick={() => setAsked('describe')}>
            Change title and reason
          </Menu.Item>
          <Menu.Item leftSection={<IconTrash size={16} />} disabled={!draft.can.discard} onClick={() => setAsked('discard')}>
            Discard the draft
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asked === 'describe' ? <DescribeDialog draft={draft} onClose={close} /> : null}
      <ConfirmDialog
        opened={asked === 'discard'}
        onClose={close}
        title={`Discard “${draft.title}”?`}
        act="Discard the draft"
        danger
        onConfirm={async () => {
          await discard.mutateAsync(draft.id)
          sayDone('The draft is discarded; nothing was in force')
          await navigate({ to: at.drafts() })
        }}
      >
        {draft.changes.length > 0
          ? `It holds ${count(draft.changes.length, 'change')} that ${draft.changes.length === 1 ? 'is' : 'are'} in force for nobody. `
          : 'It holds no changes. '}
        It cannot be taken up again.
      </ConfirmDialog>
    </>
  )
}

function DescribeDialog({ draft, onClose }: { draft: DraftDetail; onClose: () => void }) {
  const { id } = useWorkspace()
  const describe = useDescribeDraft(id, draft.id)
  const { form, submit, busy, problem } = useApiForm({
    initial: { title: draft.title, reason: draft.reason },
    shape: draftRoutes.describe.body,
    send: (values) => describe.mutateAsync(values),
    onDone: onClose,
  })
  return (
    <Modal opened onClose={onClose} title="Title and reason">
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          {problem ? <ErrorState error={problem} /> : null}
          <TextInput label="Title" autoComplete="off" data-autofocus {...form.getInputProps('title')} />
          <Textarea label="Reason" {...form.getInputProps('reason')} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
