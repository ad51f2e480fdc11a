import type { Revision, RulesInForce } from '@bailiwick/contracts'
import { Anchor, Drawer, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { itemsOf } from '../../api/queries/paging.ts'
import { revisionsQuery } from '../../api/queries/rules.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'
import { Status } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import { RevisionDetail } from './revision-detail.tsx'

/** Every revision, newest first; each can be looked into and used again. */
export function HistoryTab(props: {
  rules: RulesInForce
  opened: number | null
  onOpen: (number: number | null) => void
  onReuse: () => void
}) {
  const { id } = useWorkspace()
  const query = useInfiniteQuery(revisionsQuery(id))
  const rows = itemsOf(query.data)
  const columns: Column<Revision>[] = [
    {
      key: 'number',
      title: 'Revision',
      width: '7rem',
      cell: (it) => (
        <Anchor component="button" type="button" inherit fw={600} onClick={() => props.onOpen(it.number)}>
          Revision {it.number}
        </Anchor>
      ),
    },
    {
      key: 'cause',
      title: 'What changed',
      cell: (it) => (
        <>
          {it.cause}
          {it.note ? (
            <Text size="xs" c="dimmed">
              {it.note}
            </Text>
          ) : null}
        </>
      ),
    },
    { key: 'by', title: 'By', cell: (it) => it.createdBy?.name ?? 'An admin key' },
    { key: 'at', title: 'When', cell: (it) => <When at={it.createdAt} /> },
    {
      key: 'state',
      title: 'State',
      cell: (it) => (it.inForce ? <Status tone="good">In force</Status> : <Status tone="quiet">Replaced</Status>),
    },
  ]
  return (
    <QueryView query={query} skeleton={<TableSkeleton rows={5} />}>
      {() =>
        rows.length === 0 ? (
          <EmptyState title="No history yet">
            Each time rules, the default or a policy in use change, a revision is written: what was served to whom, by whom, and
            why.
          </EmptyState>
        ) : (
          <>
            <DataTable
              label="Revisions"
              columns={columns}
              rows={rows}
              rowKey={(it) => it.id}
              more={query.hasNextPage ? { load: () => void query.fetchNextPage(), loading: query.isFetchingNextPage } : undefined}
            />
            <Drawer
              opened={props.opened !== null}
              onClose={() => props.onOpen(null)}
              position="right"
              size="xl"
              title={`Revision ${props.opened ?? ''}`}
            >
              {props.opened === null ? null : (
                <RevisionDetail number={props.opened} rules={props.rules} onReuse={props.onReuse} />
              )}
            </Drawer>
          </>
        )
      }
    </QueryView>
  )
}
