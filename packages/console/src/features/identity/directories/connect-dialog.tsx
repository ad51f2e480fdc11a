import { DirectoryPreset, directoryPresets, directoryRoutes } from '@bailiwick/contracts'
import { Button, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useConnectDirectory } from '../../../api/queries/directories.ts'
import { useApiForm } from '../../../api/use-api-form.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { ErrorState } from '../../../ui/error-state.tsx'

/** Which identity provider, and what to call it; its page shows the steps. */
export function ConnectDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Connect a directory">
      <ConnectForm onClose={onClose} />
    </Modal>
  )
}

function ConnectForm({ onClose }: { onClose: () => void }) {
  const { id, at } = useWorkspace()
  const connect = useConnectDirectory(id)
  const navigate = useNavigate()
  const { form, submit, busy, problem } = useApiForm({
    initial: { preset: 'entra' as DirectoryPreset, name: directoryPresets.entra.label as string }, // both are changed below
    shape: directoryRoutes.create.body,
    beside: { 'directory.name_taken': 'name' },
    send: (values) => connect.mutateAsync(values),
    onDone: (directory) => navigate({ to: at.directory(directory.id) }),
  })
  const choose = (given: string) => {
    const preset = DirectoryPreset.parse(given)
    const untouched = Object.values(directoryPresets).some((it) => it.label === form.values.name)
    form.setFieldValue('preset', preset)
    // A name that was typed stays.
    if (untouched) form.setFieldValue('name', directoryPresets[preset].label)
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Text size="sm">
          Nothing changes yet: the next page shows what to enter at the identity provider, and tells when its first call arrives.
        </Text>
        {problem ? <ErrorState error={problem} /> : null}
        <Radio.Group label="Identity provider" value={form.values.preset} onChange={choose}>
          <Stack gap={6} mt={6}>
            {DirectoryPreset.options.map((preset) => (
              <Radio key={preset} value={preset} label={directoryPresets[preset].label} />
            ))}
          </Stack>
        </Radio.Group>
        <TextInput label="Name" description="As your people call it." {...form.getInputProps('name')} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Connect
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
