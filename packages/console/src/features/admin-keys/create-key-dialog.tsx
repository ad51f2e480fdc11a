import { type AdminKey, adminKeyRoutes, type Permission } from '@bailiwick/contracts'
import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCreateAdminKey } from '../../api/queries/admin-keys.ts'
import { useApiForm } from '../../api/use-api-form.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { OneTimeSecret } from '../../ui/one-time-secret.tsx'
import { ScopePicker } from './scope-picker.tsx'

/** Creates a key and shows its secret once. */
export function CreateKeyDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { id } = useWorkspace()
  const [made, setMade] = useState<{ key: AdminKey; secret: string } | null>(null)
  const close = () => {
    setMade(null)
    onClose()
  }
  return (
    <Modal opened={opened} onClose={close} title={made ? `The key ${made.key.name}` : 'Create an admin key'} size="xl">
      {made ? (
        <Stack gap="md">
          <OneTimeSecret text={made.secret} label="admin key">
            Keep it where your program reads its secrets.
          </OneTimeSecret>
          <CodeBlock
            label="first call"
            title="A first call with it"
            wrap
            text={`export BAILIWICK_KEY='${made.secret}'\ncurl '${window.location.origin}/api/v1/workspaces/${id}' -H "Authorization: Bearer $BAILIWICK_KEY"`}
          />
          <Group justify="flex-end">
            <Button onClick={close}>Done</Button>
          </Group>
        </Stack>
      ) : (
        <CreateKeyForm onDone={setMade} onCancel={close} />
      )}
    </Modal>
  )
}

function CreateKeyForm(props: { onDone: (made: { key: AdminKey; secret: string }) => void; onCancel: () => void }) {
  const { id, permissions: own } = useWorkspace()
  const create = useCreateAdminKey(id)
  const initial: { name: string; scopes: Permission[]; expires: string } = { name: '', scopes: [], expires: '90' }
  const { form, submit, busy, problem } = useApiForm({
    initial,
    shape: adminKeyRoutes.create.body,
    toBody,
    beside: { 'admin_key.scope_beyond_yours': 'scopes' },
    send: (values) => create.mutateAsync(toBody(values)),
    onDone: props.onDone,
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {problem ? <ErrorState error={problem} /> : null}
        <TextInput
          label="Name"
          description="The program that uses it: it stands in the audit log."
          autoComplete="off"
          data-autofocus
          {...form.getInputProps('name')}
        />
        <Select
          label="Ends"
          data={[
            { value: '7', label: 'In 7 days' },
            { value: '30', label: 'In 30 days' },
            { value: '90', label: 'In 90 days' },
            { value: '365', label: 'In a year' },
            { value: 'never', label: 'Never' },
          ]}
          {...form.getInputProps('expires')}
        />
        <ScopePicker
          own={own}
          value={form.values.scopes}
          onChange={(scopes) => form.setFieldValue('scopes', scopes)}
          error={form.errors.scopes}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Create the key
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function toBody({ name, scopes, expires }: { name: string; scopes: Permission[]; expires: string }) {
  return { name, scopes, expiresInDays: expires === 'never' ? null : Number(expires) }
}
