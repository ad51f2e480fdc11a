import { type Rollout, rolloutRoutes } from '@bailiwick/contracts'
import { Text } from '@mantine/core'
import { IconStairsUp } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { curlOf } from '../../api/curl.ts'
import { itemsOf } from '../../api/queries/paging.ts'
import { rolloutsQuery } from '../../api/queries/rollouts.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { LinkButton, TextLink } from '../../ui/link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'
import { When } from '../../ui/time.tsx'
import { ChangeTabs } from '../policies/drafts/change-tabs.tsx'
import { RolloutStateMark, sayStage } from './rollout-state.tsx'

/** Revisions that go or went out in stages, newest first. */
export function RolloutsPage() {
  const { id, at } = useWorkspace()
  const query = useInfiniteQuery(rolloutsQuery(id))
  const rows = itemsOf(query.data)
  const columns: Column<Rollout>[] = [
    {
      key: 'title',
      title: 'Rollout',
      cell: (it) => (
        <>
          <TextLink to={at.rollout(it.id)} fw={600}>
            {it.title}
          </TextLink>
          <Text size="xs" c="dimmed">
            Revision {it.revision}
            {it.previousRevision === null ? '' : `, after revision ${it.previousRevision}`}
          </Text>
        </>
      ),
    },
    { key: 'state', title: 'State', cell: (it) => <RolloutStateMark state={it.state} /> },
    { key: 'stage', title: 'Stage', cell: (it) => sayPlace(it) },
    { key: 'by', title: 'By', cell: (it) => it.startedBy?.name ?? 'An admin key' },
    { key: 'at', title: 'Started', cell: (it) => <When at={it.startedAt} /> },
  ]
  return (
    <>
      <PageHeader
        title="Rollouts"
        answer={query.data ? sayRollouts(rows) : 'Revisions that go out in stages.'}
        actions={<CopyAsCall what="The rollouts" command={curlOf(rolloutRoutes.list, { params: { workspaceId: id } })} />}
      />
      <ChangeTabs shown="rollouts" />
      <div id="changes">
        <QueryView query={query} skeleton={<TableSkeleton rows={3} />}>
          {() =>
            rows.length > 0 ? (
              <DataTable
                label="Rollouts"
                columns={columns}
                rows={rows}
                rowKey={(it) => it.id}
                isQuiet={(it) => it.endedAt !== null}
                more={
                  query.hasNextPage ? { load: () => void query.fetchNextPage(), loading: query.isFetchingNextPage } : undefined
                }
              />
            ) : (
              <EmptyState
                icon={<IconStairsUp size={28} stroke={1.5} />}
                title="Nothing went out in stages"
                action={
                  <LinkButton to={at.drafts()} variant="default">
                    Go to the drafts
                  </LinkButton>
                }
              >
                A draft can go out to 5 % of the members first, then to 25 %, then to everybody. Between the stages you see what
                became of those who have it; when their devices fall silent, it halts by itself.
              </EmptyState>
            )
          }
        </QueryView>
      </div>
    </>
  )
}

function sayPlace(rollout: Rollout): string {
  const { stages, stage } = rollout
  const now = stages[stage]
  if (rollout.state === 'completed') return `All ${stages.length}`
  return now
    ? `${stage + 1} of ${stages.length}: ${sayStage(now, stage === stages.length - 1)}`
    : `${stage + 1} of ${stages.length}`
}

function sayRollouts(rollouts: Rollout[]): string {
  const open = rollouts.find((it) => it.endedAt === null)
  if (!open) return 'No revision is on its way in stages.'
  return open.state === 'halted'
    ? `“${open.title}” is halted: somebody decides whether it goes on or back.`
    : `“${open.title}” is on its way, at stage ${sayPlace(open)}.`
}
