import { enrolmentRoutes, type ReturnsOf } from '@bailiwick/contracts'
import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useCreateEnrolment } from '../../api/queries/enrolments.ts'
import { groupChoicesQuery } from '../../api/queries/groups.ts'
import { useApiForm } from '../../api/use-api-form.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Notice } from '../../ui/notice.tsx'
import { OneTimeSecret } from '../../ui/one-time-secret.tsx'
import { SignInFirst } from './sign-in-first.tsx'

type Made = ReturnsOf<(typeof enrolmentRoutes)['create']>

/** Makes an address and shows it once, with the file that names it. */
export function CreateEnrolmentDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [made, setMade] = useState<Made | null>(null)
  const close = () => {
    setMade(null)
    onClose()
  }
  return (
    <Modal opened={opened} onClose={close} title={made ? `The address ${made.name}` : 'Make an enrolment address'} size="xl">
      {made ? <ShownOnce made={made} onClose={close} /> : <CreateForm onDone={setMade} onCancel={close} />}
    </Modal>
  )
}

function ShownOnce({ made, onClose }: { made: Made; onClose: () => void }) {
  const token = made.baseUrl.split('/').at(-1) ?? ''
  return (
    <Stack gap="md">
      <OneTimeSecret text={made.baseUrl} label="enrolment address">
        Whoever has it gets {made.group ? `the policy of ${made.group.name}` : 'the default policy'}: treat it as a secret of
        these machines.
      </OneTimeSecret>
      {made.baseUrl.startsWith('https://') ? null : (
        <Notice tone="bad" title="No client takes this address">
          Clients take a config server by https only, and this server speaks http: give it a certificate or a public https address
          first, then make another one.
        </Notice>
      )}
      <CodeBlock
        label="device file"
        title="The device file: /etc/codex/requirements.toml (Windows: %ProgramData%\OpenAI\Codex\requirements.toml)"
        text={made.requirementsToml}
        wrap
      />
      <CodeBlock
        label="enrol command"
        title="Or have the file written, with a backup and a way back"
        text={`sudo bailiwick enroll --server ${window.location.origin} --enrolment ${token}`}
        wrap
      />
      <SignInFirst />
      <Group justify="flex-end">
        <Button onClick={onClose}>Done</Button>
      </Group>
    </Stack>
  )
}

function CreateForm(props: { onDone: (made: Made) => void; onCancel: () => void }) {
  const { id } = useWorkspace()
  const create = useCreateEnrolment(id)
  const groups = useQuery(groupChoicesQuery(id))
  const initial: { name: string; groupId: string | null } = { name: '', groupId: null }
  const { form, submit, busy, problem } = useApiForm({
    initial,
    shape: enrolmentRoutes.create.body,
    beside: { 'group.not_found': 'groupId' },
    send: (values) => create.mutateAsync(values),
    onDone: props.onDone,
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {problem ? <ErrorState error={problem} /> : null}
        <Text size="sm">
          Machines whose device file names this address get the policy of a group, whoever works on them. It is shown once.
        </Text>
        <TextInput
          label="Name"
          description="Which machines it is for: it stands in the list, on their devices and in the audit log."
          placeholder="Build runners"
          autoComplete="off"
          data-autofocus
          {...form.getInputProps('name')}
        />
        <Select
          label="Serves the policy of"
          description="As somebody who is in this group only would get it."
          placeholder="The default"
          clearable
          searchable
          data={groups.data?.map((it) => ({ value: it.id, label: it.name })) ?? []}
          {...form.getInputProps('groupId')}
        />
        <SignInFirst />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Make the address
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
