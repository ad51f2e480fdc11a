import { type AdminKey, adminKeyScopes, permissions } from '@bailiwick/contracts'
import { Button, Group, Text, Tooltip, UnstyledButton } from '@mantine/core'
import { useState } from 'react'
import { useRevokeAdminKey } from '../../api/queries/admin-keys.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { sayDone } from '../../ui/notify.ts'
import { Status, type StatusTone, Tag } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import { EditKeyDialog } from './edit-key-dialog.tsx'

const states = {
  active: ['good', 'Active'],
  expired: ['quiet', 'Expired'],
  revoked: ['quiet', 'Revoked'],
} satisfies Record<AdminKey['status'], [StatusTone, string]>

/** Keys of programs, each to be edited and revoked (CO-16). */
export function KeysTable({ keys, stale }: { keys: AdminKey[]; stale: boolean }) {
  const { id } = useWorkspace()
  const revoke = useRevokeAdminKey(id)
  const [ending, setEnding] = useState<AdminKey | null>(null)
  const [editing, setEditing] = useState<AdminKey | null>(null)
  const columns: Column<AdminKey>[] = [
    {
      key: 'name',
      title: 'Name',
      cell: (it) => (
        <>
          {it.name}
          <Text size="xs" c="dimmed">
            <code>{it.hint}…</code>
          </Text>
        </>
      ),
    },
    { key: 'scopes', title: 'Scopes', cell: (it) => <Scopes of={it} /> },
    { key: 'by', title: 'Created', cell: (it) => <Created by={it.createdBy?.name ?? 'on the host'} at={it.createdAt} /> },
    {
      key: 'used',
      title: 'Last used',
      cell: (it) => (
        <>
          {it.lastUsedAt ? <When at={it.lastUsedAt} /> : 'Never'} {it.unused ? <Tag>unused for 90 days</Tag> : null}
        </>
      ),
    },
    { key: 'ends', title: 'Ends', cell: (it) => (it.expiresAt ? <When at={it.expiresAt} /> : 'Never') },
    {
      key: 'state',
      title: 'State',
      cell: (it) => {
        const [tone, word] = states[it.status]
        return <Status tone={tone}>{word}</Status>
      },
    },
    {
      key: 'act',
      title: 'Action',
      quietTitle: true,
      align: 'end',
      cell: (it) =>
        it.status === 'revoked' ? null : (
          <Group gap={6} justify="flex-end" wrap="nowrap">
            <Button size="compact-sm" variant="default" onClick={() => setEditing(it)} aria-label={`Edit ${it.name}`}>
              Edit
            </Button>
            {it.status === 'active' ? (
              <Button size="compact-sm" variant="default" onClick={() => setEnding(it)} aria-label={`Revoke ${it.name}`}>
                Revoke
              </Button>
            ) : null}
          </Group>
        ),
    },
  ]
  return (
    <>
      <DataTable
        label="Admin keys"
        columns={columns}
        rows={keys}
        rowKey={(it) => it.id}
        stale={stale}
        isQuiet={(it) => it.status !== 'active'}
      />
      <EditKeyDialog editing={editing} onClose={() => setEditing(null)} />
      <ConfirmDialog
        opened={ending !== null}
        onClose={() => setEnding(null)}
        title={`Revoke ${ending?.name ?? ''}?`}
        act="Revoke the key"
        danger
        onConfirm={async () => {
          if (ending) await revoke.mutateAsync(ending.id)
          sayDone('The key is revoked')
        }}
      >
        Programs that use it are refused at once
        {ending?.lastUsedAt ? (
          <>
            {' '}
            (last used <When at={ending.lastUsedAt} />)
          </>
        ) : (
          ' (it was never used)'
        )}
        . A revoked key cannot be brought back.
      </ConfirmDialog>
    </>
  )
}

/** In words, the first few; all of them on hover and focus. What its maker lost has no effect any more. */
function Scopes({ of: { scopes, withoutEffect } }: { of: AdminKey }) {
  const every = adminKeyScopes.every((it) => scopes.includes(it))
  const [first, ...rest] = scopes
  return (
    <>
      {every ? 'Everything that a key may' : first ? permissions[first].label : 'Nothing'}
      {!every && rest.length > 0 ? (
        <div>
          <Tooltip label={scopes.map((it) => permissions[it].label).join('; ')}>
            <UnstyledButton fz="xs" c="dimmed">
              and {rest.length} more
            </UnstyledButton>
          </Tooltip>
        </div>
      ) : null}
      {withoutEffect.length > 0 ? (
        <Text size="xs" maw="30ch">
          Without effect, because its maker lost them: {withoutEffect.map((it) => permissions[it].label).join('; ')}
        </Text>
      ) : null}
    </>
  )
}

function Created({ at, by }: { at: string; by: string }) {
  return (
    <>
      <When at={at} />
      <Text size="xs" c="dimmed">
        {by === 'on the host' ? by : `by ${by}`}
      </Text>
    </>
  )
}
