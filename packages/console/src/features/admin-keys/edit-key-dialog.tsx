import { type AdminKey, adminKeyRoutes, type Permission } from '@bailiwick/contracts'
import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useUpdateAdminKey } from '../../api/queries/admin-keys.ts'
import { useApiForm } from '../../api/use-api-form.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { sayDone } from '../../ui/notify.ts'
import { When } from '../../ui/time.tsx'
import { ScopePicker } from './scope-picker.tsx'

/** Name, scopes and end of a key; its secret stays. */
export function EditKeyDialog({ editing, onClose }: { editing: AdminKey | null; onClose: () => void }) {
  return (
    <Modal opened={editing !== null} onClose={onClose} title={`Edit ${editing?.name ?? ''}`} size="xl">
      {editing ? <EditForm editing={editing} onClose={onClose} /> : null}
    </Modal>
  )
}

interface Values extends Record<string, unknown> {
  name: string
  scopes: Permission[]
  ends: string
}

function EditForm({ editing, onClose }: { editing: AdminKey; onClose: () => void }) {
  const { id, permissions: own } = useWorkspace()
  const update = useUpdateAdminKey(id)
  const [initial] = useState<Values>({
    name: editing.name,
    scopes: editing.scopes,
    ends: 'as-it-is',
  })
  const { form, submit, busy, problem } = useApiForm({
    initial,
    shape: adminKeyRoutes.update.body,
    toBody,
    beside: { 'admin_key.scope_beyond_yours': 'scopes' },
    send: (values) => update.mutateAsync({ keyId: editing.id, ...toBody(values) }),
    onDone: () => {
      sayDone('The key is saved, in force now')
      onClose()
    },
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {problem ? <ErrorState error={problem} /> : null}
        <Text size="sm">
          The secret stays as it is. Fewer scopes are refused to its program with the next call.{' '}
          {editing.expiresAt ? (
            <>
              It ends <When at={editing.expiresAt} />.
            </>
          ) : (
            'It has no end.'
          )}
        </Text>
        <TextInput label="Name" autoComplete="off" data-autofocus {...form.getInputProps('name')} />
        <Select
          label="Ends"
          w={240}
          data={[
            { value: 'as-it-is', label: 'As it is' },
            { value: '30', label: 'In 30 days from now' },
            { value: '90', label: 'In 90 days from now' },
            { value: '365', label: 'In a year from now' },
            { value: 'never', label: 'Never' },
          ]}
          {...form.getInputProps('ends')}
          error={form.errors.expiresInDays}
        />
        <ScopePicker
          own={own}
          value={form.values.scopes}
          onChange={(scopes) => form.setFieldValue('scopes', scopes)}
          error={form.errors.scopes}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy} disabled={!form.isDirty()}>
            Save the key
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function toBody({ name, scopes, ends }: Values) {
  return { name, scopes, ...(ends === 'as-it-is' ? {} : { expiresInDays: ends === 'never' ? null : Number(ends) }) }
}
