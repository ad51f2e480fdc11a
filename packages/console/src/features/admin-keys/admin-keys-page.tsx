import { type AdminKey, permissionNames, permissions } from '@bailiwick/contracts'
import { Button, Group, Text, Tooltip, UnstyledButton } from '@mantine/core'
import { IconKey, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { adminKeysQuery, useRevokeAdminKey } from '../../api/queries/admin-keys.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { TextLink } from '../../ui/link.tsx'
import { sayDone } from '../../ui/notify.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'
import { Status, type StatusTone, Tag } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'
import { count } from '../../ui/words.ts'
import { CreateKeyDialog } from './create-key-dialog.tsx'

const shape = z.object({ do: z.enum(['create']).optional() })
const states = {
  active: ['good', 'Active'],
  expired: ['quiet', 'Expired'],
  revoked: ['quiet', 'Revoked'],
} satisfies Record<AdminKey['status'], [StatusTone, string]>

export function AdminKeysPage() {
  const { id, at } = useWorkspace()
  const [url, setUrl] = useUrlState(shape)
  const query = useQuery(adminKeysQuery(id))
  const active = query.data?.filter((it) => it.status === 'active').length
  const create = (
    <Button leftSection={<IconPlus size={17} />} onClick={() => setUrl({ do: 'create' })}>
      Create a key
    </Button>
  )
  return (
    <>
      <PageHeader
        title="Admin keys"
        answer={
          active === undefined ? 'Which programs may act here.' : `${count(active, 'active key')} can act in this workspace.`
        }
        actions={query.data?.length ? create : null}
      />
      <QueryView query={query} skeleton={<TableSkeleton rows={4} />}>
        {(keys) =>
          keys.length === 0 ? (
            <EmptyState
              icon={<IconKey size={28} stroke={1.5} />}
              title="No admin keys yet"
              action={create}
              more={<TextLink to={at.api()}>API reference</TextLink>}
            >
              An admin key lets a program do over the API what this console does, within the scopes that you give it. Whatever it
              does stands in the audit log under its name.
            </EmptyState>
          ) : (
            <KeysTable keys={keys} />
          )
        }
      </QueryView>
      <CreateKeyDialog opened={url.do === 'create'} onClose={() => setUrl({ do: undefined })} />
    </>
  )
}

function KeysTable({ keys }: { keys: AdminKey[] }) {
  const { id } = useWorkspace()
  const revoke = useRevokeAdminKey(id)
  const [ending, setEnding] = useState<AdminKey | null>(null)
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
    {
      key: 'scopes',
      title: 'Scopes',
      cell: (it) => <Scopes scopes={it.scopes} />,
    },
    { key: 'by', title: 'Created', cell: (it) => <Created at={it.createdAt} by={it.createdBy?.name} /> },
    { key: 'used', title: 'Last used', cell: (it) => (it.lastUsedAt ? <When at={it.lastUsedAt} /> : 'Never') },
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
        it.status === 'active' ? (
          <Button size="compact-sm" variant="default" onClick={() => setEnding(it)} aria-label={`Revoke ${it.name}`}>
            Revoke
          </Button>
        ) : null,
    },
  ]
  return (
    <>
      <DataTable
        label="Admin keys"
        columns={columns}
        rows={keys}
        rowKey={(it) => it.id}
        isQuiet={(it) => it.status !== 'active'}
      />
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

/** The first few; all of them on hover and focus. */
function Scopes({ scopes }: { scopes: AdminKey['scopes'] }) {
  if (scopes.length === permissionNames.length) return 'Everything'
  const rest = scopes.length - 3
  return (
    <Group gap={4}>
      {scopes.slice(0, rest > 1 ? 3 : 4).map((scope) => (
        <Tag key={scope}>{scope}</Tag>
      ))}
      {rest > 1 ? (
        <Tooltip label={scopes.map((scope) => permissions[scope].label).join('; ')}>
          <UnstyledButton fz="xs" c="dimmed">
            and {rest} more
          </UnstyledButton>
        </Tooltip>
      ) : null}
    </Group>
  )
}

function Created({ at, by }: { at: string; by: string | undefined }) {
  return (
    <>
      <When at={at} />
      {by ? ` by ${by}` : ''}
    </>
  )
}
