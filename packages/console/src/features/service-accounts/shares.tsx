import type { PersonRef, ServiceAccount, ServiceAccountShareRole } from '@bailiwick/contracts'
import { Button, Group, Select, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useShareServiceAccount, useUnshareServiceAccount } from '../../api/queries/service-accounts.ts'
import { shown } from '../../api/shown.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { TextLink } from '../../ui/link.tsx'
import { sayDone } from '../../ui/notify.ts'
import { Section } from '../../ui/section.tsx'
import { sayList } from '../../ui/words.ts'
import { MemberPicker } from '../access/people-picker.tsx'

const roles = {
  user: { label: 'Tokens', says: 'Makes and revokes its tokens' },
  manager: { label: 'Tokens and configuration', says: 'Makes tokens, names, describes, disables and enables it' },
} satisfies Record<ServiceAccountShareRole, { label: string; says: string }>

/** Who besides owners and admins works with a service account. */
export function Shares({ account }: { account: ServiceAccount }) {
  const { id, at, can } = useWorkspace()
  const unshare = useUnshareServiceAccount(id, account.id)
  const [leaving, setLeaving] = useState<PersonRef | null>(null)
  if (account.shares.length === 0 && !account.can.manage) return null
  return (
    <Section
      title="Shared with"
      description="Owners and admins work with every service account. Others need a share, and reach it from My access tokens."
    >
      <Stack gap="sm">
        {account.shares.length > 0 ? (
          <DataTable
            label={`With whom ${account.name} is shared`}
            columns={[
              {
                key: 'name',
                title: 'Name',
                cell: ({ person }) =>
                  can('member.read') ? <TextLink to={at.member(person.id)}>{person.name}</TextLink> : person.name,
              },
              { key: 'role', title: 'May', cell: (it) => roles[it.role].says },
              {
                key: 'act',
                title: 'Action',
                quietTitle: true,
                align: 'end',
                cell: ({ person }) =>
                  account.can.manage ? (
                    <Button
                      size="compact-sm"
                      variant="default"
                      aria-label={`Take away from ${person.name}`}
                      onClick={() => setLeaving(person)}
                    >
                      Take away
                    </Button>
                  ) : null,
              },
            ]}
            rows={account.shares}
            rowKey={(it) => it.person.id}
          />
        ) : (
          <Text size="sm" c="dimmed">
            Nobody else.
          </Text>
        )}
        {account.can.manage ? <ShareForm account={account} /> : null}
      </Stack>
      <ConfirmDialog
        opened={leaving !== null}
        onClose={() => setLeaving(null)}
        title={`Take the share from ${leaving?.name ?? ''}?`}
        act="Take the share away"
        danger
        onConfirm={async () => {
          if (leaving) await unshare.mutateAsync(leaving.id)
          sayDone('The share is taken away')
        }}
      >
        {leaving?.name} no longer sees {account.name}. Tokens that they made go on and may be known to them: revoke or replace
        those too.
      </ConfirmDialog>
    </Section>
  )
}

function ShareForm({ account }: { account: ServiceAccount }) {
  const { id } = useWorkspace()
  const share = useShareServiceAccount(id, account.id)
  const [people, setPeople] = useState<PersonRef[]>([])
  const [role, setRole] = useState<ServiceAccountShareRole>('user')
  const send = async () => {
    for (const person of people) await share.mutateAsync({ email: person.email, role })
    sayDone(`Shared with ${sayList(people.map((it) => it.name))}`)
    setPeople([])
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        send().catch(shown)
      }}
    >
      <Stack gap="sm" maw={620}>
        <MemberPicker label="Share it with" chosen={people} onChange={setPeople} />
        <Group gap="sm" align="flex-end">
          <Select
            label="What they may"
            w={240}
            value={role}
            onChange={(it) => setRole(it === 'manager' ? 'manager' : 'user')}
            data={[
              { value: 'user', label: roles.user.label },
              { value: 'manager', label: roles.manager.label },
            ]}
          />
          <Button type="submit" variant="default" disabled={people.length === 0} loading={share.isPending}>
            Share
          </Button>
        </Group>
        <Text size="sm" c="dimmed">
          {roles[role].says}.
        </Text>
        {share.error ? <ErrorState error={share.error} /> : null}
      </Stack>
    </form>
  )
}
