import type { SyncProblem } from '@bailiwick/contracts'
import { Button, SegmentedControl, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { type ProblemFilter, syncProblemsQuery } from '../../../api/queries/directories.ts'
import { itemsOf } from '../../../api/queries/paging.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { type Column, CountLine, DataTable } from '../../../ui/data-table.tsx'
import { FilterBar } from '../../../ui/filter-bar.tsx'
import { QueryView } from '../../../ui/query-view.tsx'
import { Section } from '../../../ui/section.tsx'
import { TableSkeleton } from '../../../ui/skeletons.tsx'
import { Status } from '../../../ui/status.tsx'
import { When } from '../../../ui/time.tsx'

const kinds = [
  { value: 'all', label: 'All' },
  { value: 'error', label: 'Errors' },
  { value: 'warning', label: 'Warnings' },
]

/** What was refused or done in another way than its sender may think, with whom it was about. */
export function SyncProblems(props: { directoryId: string; filter: ProblemFilter; onFilter: (change: ProblemFilter) => void }) {
  const { id } = useWorkspace()
  const { runId, severity } = props.filter
  const query = useInfiniteQuery(syncProblemsQuery(id, props.directoryId, { runId, severity }))
  const rows = itemsOf(query.data)
  return (
    <Section title="Errors and warnings" description="The identity provider was told the same; it usually tries an error again.">
      <FilterBar
        count={query.data ? <CountLine shown={rows.length} more={query.hasNextPage} noun={['remark', 'remarks']} /> : null}
      >
        <SegmentedControl
          aria-label="Severity"
          data={kinds}
          value={severity ?? 'all'}
          onChange={(it) => props.onFilter({ severity: it === 'error' || it === 'warning' ? it : undefined })}
        />
        {runId ? (
          <Button variant="default" onClick={() => props.onFilter({ runId: undefined })}>
            Of one run · show all
          </Button>
        ) : null}
      </FilterBar>
      <QueryView query={query} skeleton={<TableSkeleton rows={3} />}>
        {() =>
          rows.length === 0 ? (
            <Text size="sm" c="dimmed">
              Nothing was refused.
            </Text>
          ) : (
            <DataTable
              label="Errors and warnings"
              columns={columns}
              rows={rows}
              rowKey={(it) => it.id}
              stale={query.isPlaceholderData}
              more={query.hasNextPage ? { load: () => void query.fetchNextPage(), loading: query.isFetchingNextPage } : undefined}
            />
          )
        }
      </QueryView>
    </Section>
  )
}

const columns: Column<SyncProblem>[] = [
  { key: 'at', title: 'When', width: '9rem', cell: (it) => <When at={it.at} /> },
  {
    key: 'severity',
    title: 'Severity',
    width: '7rem',
    cell: (it) => (it.severity === 'error' ? <Status tone="bad">Error</Status> : <Status tone="warn">Warning</Status>),
  },
  { key: 'resource', title: 'About', cell: (it) => it.resource || '–' },
  { key: 'reason', title: 'What happened', cell: (it) => it.reason },
  {
    key: 'call',
    title: 'Call',
    cell: (it) => (
      <Text span size="xs">
        <code className="bw-break">
          {it.method} {it.path}
        </code>{' '}
        answered {it.status}
      </Text>
    ),
  },
]
