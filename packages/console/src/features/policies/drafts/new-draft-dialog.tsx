import { type DraftDetail, draftRoutes } from '@bailiwick/contracts'
import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core'
import { useCreateDraft } from '../../../api/queries/drafts.ts'
import { useApiForm } from '../../../api/use-api-form.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { ErrorState } from '../../../ui/error-state.tsx'

/** Begins a draft from what is in force. */
export function NewDraftDialog(props: { onClose: () => void; onDone: (draft: DraftDetail) => void }) {
  const { id } = useWorkspace()
  const create = useCreateDraft(id)
  const { form, submit, busy, problem } = useApiForm({
    initial: { title: '', reason: '' },
    shape: draftRoutes.create.body,
    send: (values) => create.mutateAsync(values),
    onDone: props.onDone,
  })
  return (
    <Modal opened onClose={props.onClose} title="Begin a draft">
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          {problem ? <ErrorState error={problem} /> : null}
          <TextInput
            label="Title"
            description="What it will change, in a few words."
            placeholder="Let contractors search the web"
            autoComplete="off"
            data-autofocus
            {...form.getInputProps('title')}
          />
          <Textarea
            label="Reason"
            description="Why. Whoever approves it reads this first, and the history keeps it."
            {...form.getInputProps('reason')}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={props.onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              Begin
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
