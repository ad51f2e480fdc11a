import { builtInRoles, invitationRoutes, type ReturnsOf, type RoleName } from '@bailiwick/contracts'
import { Button, Group, Modal, MultiSelect, Select, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { curlOf } from '../../api/curl.ts'
import { groupChoicesQuery } from '../../api/queries/groups.ts'
import { useInvite } from '../../api/queries/invitations.ts'
import { useApiForm } from '../../api/use-api-form.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { OneTimeSecret } from '../../ui/one-time-secret.tsx'
import { When } from '../../ui/time.tsx'
import { roleChoices } from './role-choices.ts'

type Invited = ReturnsOf<typeof invitationRoutes.create>

/** Invites one person and hands over the one-time link. */
export function InviteDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [done, setDone] = useState<Invited | null>(null)
  const close = () => {
    setDone(null)
    onClose()
  }
  return (
    <Modal opened={opened} onClose={close} title={done ? 'Hand over the link' : 'Invite a member'}>
      {done ? (
        <Link invited={done} again={() => setDone(null)} close={close} />
      ) : (
        <InviteForm onDone={setDone} onCancel={close} />
      )}
    </Modal>
  )
}

function InviteForm({ onDone, onCancel }: { onDone: (invited: Invited) => void; onCancel: () => void }) {
  const { id, can } = useWorkspace()
  const invite = useInvite(id)
  const groups = useQuery({ ...groupChoicesQuery(id), enabled: can('group.read') })
  const initial: { email: string; role: RoleName; groupIds: string[] } = { email: '', role: 'member', groupIds: [] }
  const { form, submit, busy, problem } = useApiForm({
    initial,
    shape: invitationRoutes.create.body,
    beside: { 'member.exists': 'email', 'member.above_you': 'role', 'group.above_you': 'groupIds' },
    send: (values) => invite.mutateAsync(values),
    onDone,
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {problem ? <ErrorState error={problem} /> : null}
        <TextInput label="E-mail" type="email" autoComplete="off" data-autofocus {...form.getInputProps('email')} />
        <Select
          label="Role"
          description={
            can('role.assign')
              ? builtInRoles[form.values.role].summary
              : 'Other roles are given by an owner, after the person has joined.'
          }
          data={roleChoices(can('role.assign'))}
          {...form.getInputProps('role')}
        />
        {groups.data?.length ? (
          <MultiSelect
            label="Groups"
            description="They decide which policy the person gets from the first minute."
            data={groups.data.map((it) => ({ value: it.id, label: it.name }))}
            searchable
            hidePickedOptions
            placeholder={form.values.groupIds.length ? undefined : 'None'}
            {...form.getInputProps('groupIds')}
          />
        ) : null}
        <Group justify="space-between">
          <CopyAsCall
            what="Invite a member"
            command={curlOf(invitationRoutes.create, { params: { workspaceId: id }, body: form.values })}
          />
          <Group gap="xs">
            <Button variant="default" onClick={onCancel}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              Make the invitation
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  )
}

function Link({ invited, again, close }: { invited: Invited; again: () => void; close: () => void }) {
  return (
    <Stack gap="md">
      <OneTimeSecret text={invited.link.url} label="invitation link">
        Give it to {invited.invitation.email} yourself; Bailiwick sends no mail. It works once and ends{' '}
        <When at={invited.link.expiresAt} />.
      </OneTimeSecret>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={again}>
          Invite another
        </Button>
        <Button onClick={close}>Done</Button>
      </Group>
    </Stack>
  )
}
