import { type Directory, directoryRoutes } from '@bailiwick/contracts'
import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core'
import { useCreateDirectoryToken } from '../../../api/queries/directories.ts'
import { useApiForm } from '../../../api/use-api-form.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { ErrorState } from '../../../ui/error-state.tsx'
import { OneTimeSecret } from '../../../ui/one-time-secret.tsx'

const lives = [
  { value: '90', label: '90 days' },
  { value: '180', label: '180 days' },
  { value: '365', label: 'One year' },
  { value: '730', label: 'Two years' },
  { value: 'none', label: 'No end' },
]

/** A token for the identity provider, shown once. */
export function CreateTokenDialog(props: { directory: Directory; opened: boolean; onClose: () => void }) {
  const { id } = useWorkspace()
  const create = useCreateDirectoryToken(id, props.directory.id)
  const toBody = ({ name, life }: { name: string; life: string }) => ({
    name,
    expiresInDays: life === 'none' ? null : Number(life),
  })
  const { form, submit, busy, problem, clear } = useApiForm({
    initial: { name: `Token ${new Date().getFullYear()}`, life: '365' },
    shape: directoryRoutes.createToken.body,
    toBody,
    send: (values) => create.mutateAsync(toBody(values)),
  })
  const close = () => {
    create.reset()
    form.reset()
    clear()
    props.onClose()
  }
  return (
    <Modal
      opened={props.opened}
      onClose={close}
      title={`Token for ${props.directory.name}`}
      closeOnClickOutside={!create.data}
      closeOnEscape={!create.data}
    >
      {create.data ? (
        <Stack gap="md">
          <OneTimeSecret text={create.data.secret} label="directory token">
            Paste it at the identity provider now. Whoever holds it can create and remove people in this workspace.
          </OneTimeSecret>
          <Group justify="flex-end">
            <Button onClick={close}>Done</Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={submit} noValidate>
          <Stack gap="md">
            {problem ? <ErrorState error={problem} /> : null}
            <TextInput label="Name" data-autofocus {...form.getInputProps('name')} />
            <Select
              label="Valid for"
              description="Before it ends, make another one, enter it at the identity provider, then revoke this one: both work meanwhile."
              data={lives}
              {...form.getInputProps('life')}
            />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
              <Button type="submit" loading={busy}>
                Create the token
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  )
}
