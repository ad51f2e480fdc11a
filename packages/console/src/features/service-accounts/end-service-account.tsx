import type { ServiceAccount } from '@bailiwick/contracts'
import { Button, Group, Stack, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useRemoveServiceAccount, useUpdateServiceAccount } from '../../api/queries/service-accounts.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { sayDone } from '../../ui/notify.ts'
import { Section } from '../../ui/section.tsx'
import { count } from '../../ui/words.ts'

/** Disable, enable and delete, each with its consequence. */
export function EndServiceAccount({ account }: { account: ServiceAccount }) {
  const { id, at } = useWorkspace()
  const update = useUpdateServiceAccount(id, account.id)
  const remove = useRemoveServiceAccount(id, account.id)
  const navigate = useNavigate()
  const [asking, setAsking] = useState<'status' | 'delete' | null>(null)
  const active = account.status === 'active'
  const ends =
    account.activeTokens > 0
      ? `${count(account.activeTokens, 'token')} of it ${account.activeTokens === 1 ? 'ends' : 'end'} at once and for good; whatever runs with ${account.activeTokens === 1 ? 'it' : 'them'} is refused.`
      : 'It has no token that works.'
  return (
    <Section title={account.can.manage ? 'Disable or delete' : 'Disable'} framed>
      <Stack gap="md">
        <Group justify="space-between" gap="md">
          <Text size="sm" maw="60ch">
            {active
              ? 'Disabling ends its tokens for good and keeps groups and roles; enabled again, it needs new tokens.'
              : 'Enabling lets it have tokens again; those that it had stay ended.'}
          </Text>
          <Button variant="default" disabled={!account.can.configure} onClick={() => setAsking('status')}>
            {active ? `Disable ${account.name}` : `Enable ${account.name}`}
          </Button>
        </Group>
        {account.can.manage ? (
          <Group justify="space-between" gap="md">
            <Text size="sm" maw="60ch">
              Deleting it cannot be taken back. Its name is free again; its past stays in the audit log.
            </Text>
            <Button variant="default" color="red" onClick={() => setAsking('delete')}>
              Delete {account.name}
            </Button>
          </Group>
        ) : null}
      </Stack>
      <ConfirmDialog
        opened={asking === 'status'}
        onClose={() => setAsking(null)}
        title={active ? `Disable ${account.name}?` : `Enable ${account.name}?`}
        act={active ? 'Disable it' : 'Enable it'}
        danger={active}
        onConfirm={async () => {
          await update.mutateAsync({ status: active ? 'disabled' : 'active' })
          sayDone(active ? `${account.name} is disabled` : `${account.name} is enabled`)
        }}
      >
        {active ? ends : 'It has its groups and roles as before, and no tokens.'}
      </ConfirmDialog>
      <ConfirmDialog
        opened={asking === 'delete'}
        onClose={() => setAsking(null)}
        title={`Delete ${account.name}?`}
        act="Delete the service account"
        danger
        onConfirm={async () => {
          await remove.mutateAsync()
          sayDone(`${account.name} is deleted`)
          await navigate({ to: at.serviceAccounts() })
        }}
      >
        {ends} It leaves {count(account.groups.length, 'group')}.
      </ConfirmDialog>
    </Section>
  )
}
