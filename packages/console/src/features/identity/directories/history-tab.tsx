import type { Directory, SyncRun } from '@bailiwick/contracts'
import { Anchor, Text } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { type ProblemFilter, syncRunsQuery } from '../../../api/queries/directories.ts'
import { itemsOf } from '../../../api/queries/paging.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { type Column, DataTable } from '../../../ui/data-table.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { LinkButton } from '../../../ui/link.tsx'
import { QueryView } from '../../../ui/query-view.tsx'
import { Section } from '../../../ui/section.tsx'
import { TableSkeleton } from '../../../ui/skeletons.tsx'
import { Status } from '../../../ui/status.tsx'
import { When } from '../../../ui/time.tsx'
import { count } from '../../../ui/words.ts'
import { SyncProblems } from './sync-problems.tsx'

/** What each run of the directory changed, and what was refused. */
export function HistoryTab(props: { directory: Directory; filter: ProblemFilter; onFilter: (change: ProblemFilter) => void }) {
  const { id, at } = useWorkspace()
  const query = useInfiniteQuery(syncRunsQuery(id, props.directory.id))
  const runs = itemsOf(query.data)
  return (
    <>
      <Section title="Runs" description="Calls that come less than ten minutes apart belong to one run.">
        <QueryView query={query} skeleton={<TableSkeleton rows={4} />}>
          {() =>
            runs.length === 0 ? (
              <EmptyState
                icon={<IconHistory size={26} />}
                title="Nothing was synchronised yet"
                action={<LinkButton to={at.directory(props.directory.id, { tab: 'setup' })}>Go to the set-up</LinkButton>}
              >
                Each run says how many people came, changed and left, which groups moved, and what was refused and why.
              </EmptyState>
            ) : (
              <DataTable
                label="Runs"
                columns={columnsOf((runId) => props.onFilter({ runId }))}
                rows={runs}
                rowKey={(it) => it.id}
                more={
                  query.hasNextPage ? { load: () => void query.fetchNextPage(), loading: query.isFetchingNextPage } : undefined
                }
              />
            )
          }
        </QueryView>
      </Section>
      {runs.length > 0 ? <SyncProblems directoryId={props.directory.id} filter={props.filter} onFilter={props.onFilter} /> : null}
    </>
  )
}

function columnsOf(showProblems: (runId: string) => void): Column<SyncRun>[] {
  return [
    {
      key: 'at',
      title: 'Run',
      cell: (it) => (
        <>
          <When at={it.startedAt} />
          <Text size="xs" c="dimmed">
            {count(it.calls, 'call')}
          </Text>
        </>
      ),
    },
    { key: 'people', title: 'People', cell: sayPeople },
    { key: 'groups', title: 'Groups', cell: sayGroups },
    {
      key: 'outcome',
      title: 'Outcome',
      cell: (it) =>
        it.errors + it.warnings === 0 ? (
          <Status tone="good">All done</Status>
        ) : (
          <Status tone={it.errors > 0 ? 'bad' : 'warn'}>
            <Anchor component="button" type="button" size="sm" onClick={() => showProblems(it.id)}>
              {[it.errors > 0 ? count(it.errors, 'error') : null, it.warnings > 0 ? count(it.warnings, 'warning') : null]
                .filter(Boolean)
                .join(', ')}
            </Anchor>
          </Status>
        ),
    },
  ]
}

const part = (n: number, word: string) => (n > 0 ? `${n} ${word}` : null)
const join = (parts: (string | null)[]) => parts.filter(Boolean).join(', ') || 'No change'

function sayPeople(run: SyncRun): string {
  return join([
    part(run.created, 'new'),
    part(run.updated, 'changed'),
    part(run.deactivated, 'deactivated'),
    part(run.reactivated, 'reactivated'),
  ])
}

function sayGroups(run: SyncRun): string {
  return join([
    run.groups > 0 ? `${count(run.groups, 'group')} changed` : null,
    run.membersAdded > 0 ? `${run.membersAdded} joined` : null,
    run.membersRemoved > 0 ? `${run.membersRemoved} left` : null,
  ])
}
