import { auditRoutes } from '@bailiwick/contracts'
import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { z } from 'zod'
import { curlOf } from '../../api/curl.ts'
import { factsQuery, verificationQuery } from '../../api/queries/facts.ts'
import { itemsOf } from '../../api/queries/paging.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { CountLine } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'
import { AuditFilters, filterShape, noFilter, startOf } from './audit-filters.tsx'
import { Chain } from './chain.tsx'
import { ExportDialog } from './export-dialog.tsx'
import { FactsTable } from './facts-table.tsx'
import { Noise } from './noise.tsx'

const shape = filterShape.extend({ do: z.enum(['export']).optional() })

export function AuditPage() {
  const { id } = useWorkspace()
  const [{ do: doing, ...url }, setUrl] = useUrlState(shape)
  const filter = { ...url, from: url.from ? startOf(url.from) : undefined, to: url.to ? startOf(url.to, 1) : undefined }
  const query = useInfiniteQuery(factsQuery(id, filter))
  const verification = useQuery(verificationQuery(id))
  const rows = itemsOf(query.data)
  const filtered = Object.values(url).some(Boolean)
  const names = {
    actor: rows.find((it) => it.actor.id === url.actorId)?.actor.name,
    subject: rows.find((it) => it.subject?.id === url.subjectId)?.subject?.name,
  }
  return (
    <>
      <PageHeader
        title="Audit"
        answer="Every change and every sign-in, newest first. Facts cannot be edited; each is chained to the one before."
        actions={
          <>
            <CopyAsCall what="Audit log" command={curlOf(auditRoutes.list, { params: { workspaceId: id }, query: filter })} />
            <Button variant="default" leftSection={<IconDownload size={17} />} onClick={() => setUrl({ do: 'export' })}>
              Export
            </Button>
            <Button variant="default" loading={verification.isFetching} onClick={() => void verification.refetch()}>
              Verify the chain
            </Button>
          </>
        }
      />
      <Chain error={verification.error} result={verification.data} />
      <AuditFilters
        filter={url}
        onFilter={setUrl}
        names={names}
        count={query.data ? <CountLine shown={rows.length} more={query.hasNextPage} noun={['fact', 'facts']} /> : null}
      />
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
                  <Button variant="default" onClick={() => setUrl(noFilter)}>
                    Show all facts
                  </Button>
                ) : undefined
              }
            >
              A fact is one thing that somebody changed, one sign-in or one refusal: who, when, from where, and what it was
              before.
            </EmptyState>
          )
        }
      </QueryView>
      <Noise />
      <ExportDialog
        opened={doing === 'export'}
        range={{ from: url.from, to: url.to }}
        onClose={() => setUrl({ do: undefined })}
      />
      <Outlet />
    </>
  )
}
