import { type NamedRef, serviceAccountRoutes } from '@bailiwick/contracts'
import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { curlOf } from '../../api/curl.ts'
import { useCreateServiceAccount } from '../../api/queries/service-accounts.ts'
import { useApiForm } from '../../api/use-api-form.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { GroupPicker } from '../access/people-picker.tsx'

export function CreateServiceAccountDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Create a service account">
      <CreateForm onClose={onClose} />
    </Modal>
  )
}

function CreateForm({ onClose }: { onClose: () => void }) {
  const { id, at } = useWorkspace()
  const create = useCreateServiceAccount(id)
  const navigate = useNavigate()
  const [initial] = useState<{ name: string; description: string; groups: NamedRef[] }>({ name: '', description: '', groups: [] })
  const toBody = (values: typeof initial) => ({
    name: values.name,
    description: values.description,
    groupIds: values.groups.map((it) => it.id),
  })
  const { form, submit, busy, problem } = useApiForm({
    initial,
    shape: serviceAccountRoutes.create.body,
    toBody,
    beside: {
      'service_account.name_taken': 'name',
      'group.above_you': 'groups',
      'group.owned_by_directory': 'groups',
    },
    send: (values) => create.mutateAsync(toBody(values)),
    onDone: (account) => navigate({ to: at.serviceAccount(account.id) }),
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {problem ? <ErrorState error={problem} /> : null}
        <TextInput
          label="Name"
          description="What runs: it stands in lists, lookups and the audit log."
          placeholder="Nightly build"
          autoComplete="off"
          data-autofocus
          {...form.getInputProps('name')}
        />
        <Textarea
          label="Description"
          description="Where it runs, and who looks after it."
          {...form.getInputProps('description')}
        />
        <GroupPicker
          label="Groups"
          description="They decide its policy and its custom roles. Without a custom role the default role counts, as for everybody."
          chosen={form.values.groups}
          onChange={(groups) => form.setFieldValue('groups', groups)}
          error={form.errors.groups}
        />
        <Group justify="space-between">
          <CopyAsCall
            what="Create a service account"
            command={curlOf(serviceAccountRoutes.create, { params: { workspaceId: id }, body: toBody(form.values) })}
          />
          <Group gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              Create the service account
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  )
}
