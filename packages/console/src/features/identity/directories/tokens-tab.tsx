import type { Directory, DirectoryToken } from '@bailiwick/contracts'
import { Button, Group, Stack, Text } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { directoryTokensQuery, useRevokeDirectoryToken } from '../../../api/queries/directories.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { type Column, DataTable } from '../../../ui/data-table.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { sayDone } from '../../../ui/notify.ts'
import { QueryView } from '../../../ui/query-view.tsx'
import { TableSkeleton } from '../../../ui/skeletons.tsx'
import { Status } from '../../../ui/status.tsx'
import { When } from '../../../ui/time.tsx'
import { CreateTokenDialog } from './create-token-dialog.tsx'

/** Several tokens may be valid at once, so that one can be replaced without a gap. */
export function TokensTab({ directory }: { directory: Directory }) {
  const { id } = useWorkspace()
  const query = useQuery(directoryTokensQuery(id, directory.id))
  const revoke = useRevokeDirectoryToken(id, directory.id)
  const [creating, setCreating] = useState(false)
  const [revoking, setRevoking] = useState<DirectoryToken | null>(null)
  const { manage, why } = directory.can
  const create = (
    <Button disabled={!manage} onClick={() => setCreating(true)}>
      Create a token
    </Button>
  )
  const active = query.data?.filter((it) => it.status === 'active') ?? []
  const soon = active.find((it) => it.expiresAt && new Date(it.expiresAt).getTime() - Date.now() < 30 * 86_400_000)
  const left = active.find((it) => it.makerLeft)
  return (
    <Stack gap="md">
      {soon?.expiresAt && active.length === 1 ? (
        <Notice tone="warn" title="The only token ends soon">
          {soon.name} ends <When at={soon.expiresAt} />; then the directory is shut out. Create another one and enter it at the
          identity provider.
        </Notice>
      ) : null}
      {left ? (
        <Notice tone="warn" title="Who made a token has left">
          {left.name} goes on working, because it acts for the directory. {left.createdBy?.name ?? 'Its maker'} may still know it:
          replace it.
        </Notice>
      ) : null}
      <QueryView query={query} skeleton={<TableSkeleton rows={2} />}>
        {(tokens) =>
          tokens.length === 0 ? (
            <EmptyState icon={<IconKey size={26} />} title="No token yet" action={create}>
              The identity provider shows a token with every call. To replace one later, create a second, enter it there, and
              revoke the first: nothing is lost in between.
            </EmptyState>
          ) : (
            <>
              <Group>{create}</Group>
              <DataTable
                label="Tokens"
                columns={columnsOf(manage, setRevoking)}
                rows={tokens}
                rowKey={(it) => it.id}
                isQuiet={(it) => it.status !== 'active'}
              />
            </>
          )
        }
      </QueryView>
      {manage ? null : (
        <Text size="sm" c="dimmed">
          {why}
        </Text>
      )}
      <CreateTokenDialog directory={directory} opened={creating} onClose={() => setCreating(false)} />
      <ConfirmDialog
        opened={revoking !== null}
        onClose={() => setRevoking(null)}
        title={`Revoke ${revoking?.name ?? ''}?`}
        act="Revoke the token"
        danger
        onConfirm={async () => {
          if (revoking) await revoke.mutateAsync(revoking.id)
          sayDone('The token is revoked')
        }}
      >
        {active.length > 1
          ? 'Calls with it are refused from now on. Make sure that the identity provider has another one.'
          : 'It is the only valid one: the directory is shut out until it gets another. Members and groups stay as they are.'}
      </ConfirmDialog>
    </Stack>
  )
}

const states = { active: ['good', 'Active'], expired: ['bad', 'Ended'], revoked: ['quiet', 'Revoked'] } as const

function columnsOf(manage: boolean, revoke: (token: DirectoryToken) => void): Column<DirectoryToken>[] {
  return [
    {
      key: 'name',
      title: 'Name',
      cell: (it) => (
        <>
          <Text span size="sm" fw={600}>
            {it.name}
          </Text>
          <Text size="xs" c="dimmed">
            <code>{it.hint}…</code>
          </Text>
        </>
      ),
    },
    {
      key: 'status',
      title: 'State',
      cell: (it) => <Status tone={states[it.status][0]}>{states[it.status][1]}</Status>,
    },
    { key: 'used', title: 'Last used', cell: (it) => (it.lastUsedAt ? <When at={it.lastUsedAt} /> : 'Never') },
    { key: 'ends', title: 'Ends', cell: (it) => (it.expiresAt ? <When at={it.expiresAt} /> : 'Never') },
    {
      key: 'made',
      title: 'Made',
      cell: (it) => (
        <>
          <When at={it.createdAt} />
          <Text size="xs" c="dimmed">
            {it.createdBy ? `by ${it.createdBy.name}${it.makerLeft ? ', who left' : ''}` : 'by a program'}
          </Text>
        </>
      ),
    },
    {
      key: 'act',
      title: 'Action',
      quietTitle: true,
      align: 'end',
      cell: (it) =>
        it.status === 'active' && manage ? (
          <Button size="compact-sm" variant="default" aria-label={`Revoke ${it.name}`} onClick={() => revoke(it)}>
            Revoke
          </Button>
        ) : null,
    },
  ]
}
