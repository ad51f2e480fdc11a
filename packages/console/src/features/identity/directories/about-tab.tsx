import { type Directory, DirectoryPreset, directoryPresets, directoryRoutes } from '@bailiwick/contracts'
import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useDisconnectDirectory, useUpdateDirectory } from '../../../api/queries/directories.ts'
import { useApiForm } from '../../../api/use-api-form.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { CopyButton } from '../../../ui/copy-button.tsx'
import { Detail, Details } from '../../../ui/details.tsx'
import { ErrorState } from '../../../ui/error-state.tsx'
import { TextLink } from '../../../ui/link.tsx'
import { sayDone } from '../../../ui/notify.ts'
import { Section } from '../../../ui/section.tsx'
import { When } from '../../../ui/time.tsx'
import { count } from '../../../ui/words.ts'

export function AboutTab({ directory }: { directory: Directory }) {
  const { at, can } = useWorkspace()
  return (
    <>
      <Section title="Details" framed>
        <Details>
          <Detail name="SCIM base URL">
            <code className="bw-break">{directory.baseUrl}</code>{' '}
            <CopyButton text={directory.baseUrl} label="Copy the base URL" quiet />
          </Detail>
          <Detail name="Connected">
            <When at={directory.createdAt} />
            {directory.createdBy ? ` by ${directory.createdBy.name}` : ''}
          </Detail>
          {can('audit.read') ? (
            <Detail name="History">
              <TextLink to={at.audit({ subjectId: directory.id })}>What was done to it</TextLink>,{' '}
              <TextLink to={at.audit({ actorId: directory.id })}>what it did</TextLink>
            </Detail>
          ) : null}
          <Detail name="Id">
            <code>{directory.id}</code> <CopyButton text={directory.id} label="Copy the id" quiet />
          </Detail>
        </Details>
      </Section>
      <Section title="Name" framed>
        <NameForm key={`${directory.name} ${directory.preset}`} directory={directory} />
      </Section>
      <Disconnect directory={directory} />
    </>
  )
}

function NameForm({ directory }: { directory: Directory }) {
  const { id } = useWorkspace()
  const update = useUpdateDirectory(id, directory.id)
  const { form, submit, busy, problem } = useApiForm({
    initial: { name: directory.name, preset: directory.preset },
    shape: directoryRoutes.update.body,
    beside: { 'directory.name_taken': 'name' },
    send: (values) => update.mutateAsync(values),
    onDone: () => sayDone('The directory is changed'),
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm" maw={420}>
        {problem ? <ErrorState error={problem} /> : null}
        <TextInput label="Name" disabled={!directory.can.manage} {...form.getInputProps('name')} />
        <Select
          label="Identity provider"
          description="Chooses the words of the set-up page; it changes nothing else."
          disabled={!directory.can.manage}
          data={DirectoryPreset.options.map((value) => ({ value, label: directoryPresets[value].label }))}
          {...form.getInputProps('preset')}
        />
        <Group gap="md">
          <Button type="submit" loading={busy} disabled={!directory.can.manage}>
            Save
          </Button>
          {directory.can.manage ? null : (
            <Text size="sm" c="dimmed">
              {directory.can.why}
            </Text>
          )}
        </Group>
      </Stack>
    </form>
  )
}

function Disconnect({ directory }: { directory: Directory }) {
  const { id, at } = useWorkspace()
  const remove = useDisconnectDirectory(id, directory.id)
  const navigate = useNavigate()
  const [asking, setAsking] = useState(false)
  return (
    <Section title="Disconnect" framed>
      <Group justify="space-between" gap="md">
        <Text size="sm" maw="60ch">
          Its tokens end. Its users and groups stay as they are, become manual, and are changed by hand from then on.
        </Text>
        <Button color="red" variant="default" disabled={!directory.can.manage} onClick={() => setAsking(true)}>
          Disconnect {directory.name}
        </Button>
      </Group>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={`Disconnect ${directory.name}?`}
        act="Disconnect it"
        danger
        onConfirm={async () => {
          await remove.mutateAsync()
          sayDone(`${directory.name} is disconnected`)
          await navigate({ to: at.directories() })
        }}
      >
        {count(directory.activeTokens, 'token')} of it {directory.activeTokens === 1 ? 'ends' : 'end'}.{' '}
        {count(directory.users.active, 'member')} and {count(directory.groups, 'group')} stay and become manual: whoever leaves
        the company is no longer taken out by itself.
      </ConfirmDialog>
    </Section>
  )
}
