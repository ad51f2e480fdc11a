import { type Factor, factorRoutes } from '@bailiwick/contracts'
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useRenameFactor } from '../../api/queries/factors.ts'
import { useApiForm } from '../../api/use-api-form.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { sayDone } from '../../ui/notify.ts'

export function RenameFactorDialog({ factor, onClose }: { factor: Factor; onClose: () => void }) {
  const rename = useRenameFactor()
  const { form, submit, busy, problem } = useApiForm({
    initial: { name: factor.name },
    shape: factorRoutes.rename.body,
    send: ({ name }) => rename.mutateAsync({ factorId: factor.id, name }),
    onDone: ({ name }) => {
      sayDone(`It is called ${name} now`)
      onClose()
    },
  })
  return (
    <Modal opened onClose={onClose} title={`Rename ${factor.name}`}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {problem ? <ErrorState error={problem} /> : null}
          <TextInput label="Name" data-autofocus {...form.getInputProps('name')} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              Save the name
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
