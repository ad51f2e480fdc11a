import { type HeldChange, heldChangeRoutes } from '@bailiwick/contracts'
import { Text } from '@mantine/core'
import { IconHandStop } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { z } from 'zod'
import { curlOf } from '../../api/curl.ts'
import { heldChangesQuery } from '../../api/queries/controls.ts'
import { itemsOf } from '../../api/queries/paging.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { LinkButton, TextLink } from '../../ui/link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'
import { Status, type StatusTone } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'
import { count, formatNumber } from '../../ui/words.ts'
import { ChangeTabs } from '../policies/drafts/change-tabs.tsx'
import { HeldChangeDrawer } from './held-change-drawer.tsx'

const shape = z.object({ held: z.string().optional() })

const states = {
  held: ['warn', 'Held'],
  released: ['good', 'Released'],
  dismissed: ['quiet', 'Dismissed'],
} as const satisfies Record<HeldChange['state'], [StatusTone, string]>

/** Changes that would have moved many people at once, whoever caused them. */
export function HeldChangesPage() {
  const { id, at, can } = useWorkspace()
  const [url, setUrl] = useUrlState(shape)
  const query = useInfiniteQuery(heldChangesQuery(id))
  const rows = itemsOf(query.data)
  const waiting = rows.filter((it) => it.state === 'held').length
  const opened = rows.find((it) => it.id === url.held)
  const columns: Column<HeldChange>[] = [
    {
      key: 'what',
      title: 'Change',
      cell: (it) => (
        <>
          <TextLink to={at.heldChange(it.id)} fw={600}>
            {it.what}
          </TextLink>
          <Text size="xs" c="dimmed">
            {it.because}
          </Text>
        </>
      ),
    },
    { key: 'state', title: 'State', cell: (it) => <Status tone={states[it.state][0]}>{states[it.state][1]}</Status> },
    { key: 'moved', title: 'Moves', align: 'end', width: '6rem', cell: (it) => formatNumber(it.moved) },
    { key: 'by', title: 'Caused by', cell: (it) => it.causedBy },
    { key: 'at', title: 'When', cell: (it) => <When at={it.at} /> },
  ]
  return (
    <>
      <PageHeader
        title="Held changes"
        answer={
          !query.data
            ? 'Changes that the mass-change brake stopped.'
            : waiting === 0
              ? 'Nothing is held.'
              : `${count(waiting, 'change')} ${waiting === 1 ? 'waits' : 'wait'} for somebody to look: nothing of ${waiting === 1 ? 'it' : 'them'} has happened.`
        }
        actions={<CopyAsCall what="Held changes" command={curlOf(heldChangeRoutes.list, { params: { workspaceId: id } })} />}
      />
      <ChangeTabs shown="held" />
      <div id="changes">
        <QueryView query={query} skeleton={<TableSkeleton rows={3} />}>
          {() =>
            rows.length > 0 ? (
              <DataTable
                label="Held changes"
                columns={columns}
                rows={rows}
                rowKey={(it) => it.id}
                isQuiet={(it) => it.state !== 'held'}
                more={
                  query.hasNextPage ? { load: () => void query.fetchNextPage(), loading: query.isFetchingNextPage } : undefined
                }
              />
            ) : (
              <EmptyState
                icon={<IconHandStop size={28} stroke={1.5} />}
                title="Nothing was held"
                action={
                  can('setting.read') ? (
                    <LinkButton to={at.settings()} variant="default">
                      How the brake is set
                    </LinkButton>
                  ) : undefined
                }
              >
                A change that moves many members at once, or empties the group of a rule, stops here first: an edit, an order, a
                group that shrinks, a directory that sends nonsense. Somebody looks at whom it would reach, and releases it or
                not.
              </EmptyState>
            )
          }
        </QueryView>
      </div>
      {opened ? <HeldChangeDrawer held={opened} onClose={() => setUrl({ held: undefined })} /> : null}
    </>
  )
}
