import { auditRoutes } from '@bailiwick/contracts'
import { Button, Select, TextInput } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { z } from 'zod'
import { curlOf } from '../../api/curl.ts'
import { factKindsQuery, factsQuery, verificationQuery } from '../../api/queries/facts.ts'
import { itemsOf } from '../../api/queries/paging.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { CountLine } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar } from '../../ui/filter-bar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'
import { Chain } from './chain.tsx'
import { FactsTable } from './facts-table.tsx'

const day = z.iso.date()
const shape = z.object({
  kind: z.string().optional(),
  actorId: z.string().optional(),
  subjectId: z.string().optional(),
  from: day.optional(),
  to: day.optional(),
})

export function AuditPage() {
  const { id } = useWorkspace()
  const [url, setUrl] = useUrlState(shape)
  const filter = { ...url, from: url.from ? startOf(url.from) : undefined, to: url.to ? startOf(url.to, 1) : undefined }
  const query = useInfiniteQuery(factsQuery(id, filter))
  const kinds = useQuery(factKindsQuery(id))
  const verification = useQuery(verificationQuery(id))
  const rows = itemsOf(query.data)
  const filtered = Object.values(url).some(Boolean)
  const actor = url.actorId ? rows.find((it) => it.actor.id === url.actorId)?.actor.name : undefined
  const subject = url.subjectId ? rows.find((it) => it.subject?.id === url.subjectId)?.subject?.name : undefined
  return (
    <>
      <PageHeader
        title="Audit"
        answer="Every change and every sign-in, newest first. Facts cannot be edited; each is chained to the one before."
        actions={
          <>
            <CopyAsCall what="Audit log" command={curlOf(auditRoutes.list, { params: { workspaceId: id }, query: filter })} />
            <Button variant="default" loading={verification.isFetching} onClick={() => void verification.refetch()}>
              Verify the chain
            </Button>
          </>
        }
      />
      <Chain error={verification.error} result={verification.data} />
      <FilterBar count={query.data ? <CountLine shown={rows.length} more={query.hasNextPage} noun={['fact', 'facts']} /> : null}>
        <Select
          aria-label="Kind"
          w={240}
          searchable
          value={url.kind ?? 'all'}
          onChange={(it) => setUrl({ kind: it === 'all' || it === null ? undefined : it })}
          data={[{ value: 'all', label: 'Any kind' }, ...(kinds.data ?? []).map((it) => ({ value: it.kind, label: it.label }))]}
        />
        <TextInput
          type="date"
          aria-label="From day"
          leftSection="From"
          leftSectionWidth={52}
          title="From day"
          value={url.from ?? ''}
          onChange={(event) => setUrl({ from: event.currentTarget.value })}
        />
        <TextInput
          type="date"
          aria-label="To day, included"
          leftSection="To"
          leftSectionWidth={36}
          title="To day, included"
          value={url.to ?? ''}
          onChange={(event) => setUrl({ to: event.currentTarget.value })}
        />
        {url.actorId ? (
          <Button variant="default" onClick={() => setUrl({ actorId: undefined })}>
            By {actor ?? 'one actor'} · show all
          </Button>
        ) : null}
        {url.subjectId ? (
          <Button variant="default" onClick={() => setUrl({ subjectId: undefined })}>
            About {subject ?? 'one thing'} · show all
          </Button>
        ) : null}
      </FilterBar>
      <QueryView query={query} skeleton={<TableSkeleton rows={8} />}>
        {() =>
          rows.length > 0 ? (
            <FactsTable
              facts={rows}
              stale={query.isPlaceholderData}
              more={query.hasNextPage ? { load: () => void query.fetchNextPage(), loading: query.isFetchingNextPage } : undefined}
            />
          ) : (
            <EmptyState
              title={filtered ? 'No fact matches' : 'No facts yet'}
              action={
                filtered ? (
                  <Button
                    variant="default"
                    onClick={() =>
                      setUrl({ kind: undefined, actorId: undefined, subjectId: undefined, from: undefined, to: undefined })
                    }
                  >
                    Show all facts
                  </Button>
                ) : undefined
              }
            >
              A fact is one thing that somebody changed, or one sign-in: who, when, from where, and what it was before.
            </EmptyState>
          )
        }
      </QueryView>
      <Outlet />
    </>
  )
}

/** The first moment of a day in the reader's zone, as RFC 3339. */
function startOf(date: string, daysLater = 0): string {
  const start = new Date(`${date}T00:00:00`)
  start.setDate(start.getDate() + daysLater)
  return start.toISOString()
}
