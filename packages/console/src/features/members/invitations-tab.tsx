import { builtInRoles, type Invitation } from '@bailiwick/contracts'
import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { invitationsQuery, useWithdrawInvitation } from '../../api/queries/invitations.ts'
import { itemsOf } from '../../api/queries/paging.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { type Column, CountLine, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar } from '../../ui/filter-bar.tsx'
import { sayDone } from '../../ui/notify.ts'
import { QueryView } from '../../ui/query-view.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'
import { Status, type StatusTone } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'

const states = {
  open: ['info', 'Open'],
  accepted: ['good', 'Accepted'],
  withdrawn: ['quiet', 'Withdrawn'],
  expired: ['quiet', 'Expired'],
} satisfies Record<Invitation['status'], [StatusTone, string]>

export function InvitationsTab({ search, onSearch }: { search: string | undefined; onSearch: (search: string) => void }) {
  const { id, can } = useWorkspace()
  const query = useInfiniteQuery(invitationsQuery(id, search))
  const withdraw = useWithdrawInvitation(id)
  const [withdrawing, setWithdrawing] = useState<Invitation | null>(null)
  const rows = itemsOf(query.data)
  const columns: Column<Invitation>[] = [
    { key: 'email', title: 'E-mail', cell: (it) => it.email },
    { key: 'role', title: 'Role', cell: (it) => builtInRoles[it.role].label },
    { key: 'groups', title: 'Groups', cell: (it) => it.groups.map((group) => group.name).join(', ') || 'None' },
    { key: 'by', title: 'Invited by', cell: (it) => it.invitedBy?.name ?? 'A program' },
    {
      key: 'state',
      title: 'State',
      cell: (it) => {
        const [tone, word] = states[it.status]
        return <Status tone={tone}>{word}</Status>
      },
    },
    { key: 'ends', title: 'Ends', cell: (it) => (it.status === 'open' ? <When at={it.expiresAt} /> : '–') },
    {
      key: 'act',
      title: 'Action',
      quietTitle: true,
      align: 'end',
      cell: (it) =>
        it.status === 'open' && can('member.manage') ? (
          <Button size="compact-sm" variant="default" onClick={() => setWithdrawing(it)} aria-label={`Withdraw ${it.email}`}>
            Withdraw
          </Button>
        ) : null,
    },
  ]
  return (
    <>
      <FilterBar
        count={
          query.data ? <CountLine shown={rows.length} more={query.hasNextPage} noun={['invitation', 'invitations']} /> : null
        }
      >
        <SearchField label="Search e-mail" value={search} onChange={onSearch} />
      </FilterBar>
      <QueryView query={query} skeleton={<TableSkeleton rows={4} />}>
        {() =>
          rows.length === 0 ? (
            <EmptyState title={search ? 'No invitation matches' : 'No invitations'}>
              An invitation is a one-time link for one e-mail address. It is valid for 7 days and carries role and groups.
            </EmptyState>
          ) : (
            <DataTable
              label="Invitations"
              columns={columns}
              rows={rows}
              rowKey={(it) => it.id}
              stale={query.isPlaceholderData}
              isQuiet={(it) => it.status !== 'open'}
              more={query.hasNextPage ? { load: () => void query.fetchNextPage(), loading: query.isFetchingNextPage } : undefined}
            />
          )
        }
      </QueryView>
      <ConfirmDialog
        opened={withdrawing !== null}
        onClose={() => setWithdrawing(null)}
        title="Withdraw the invitation?"
        act="Withdraw"
        danger
        onConfirm={async () => {
          if (withdrawing) await withdraw.mutateAsync(withdrawing.id)
          sayDone('The invitation is withdrawn')
        }}
      >
        The link given to {withdrawing?.email} stops working at once. You can invite the address again.
      </ConfirmDialog>
    </>
  )
}
