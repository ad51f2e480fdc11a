import { serviceAccountRoutes } from '@bailiwick/contracts'
import { Button, Text } from '@mantine/core'
import { IconPlus, IconRobot } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { z } from 'zod'
import { curlOf } from '../../api/curl.ts'
import { itemsOf } from '../../api/queries/paging.ts'
import { serviceAccountsQuery } from '../../api/queries/service-accounts.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { CountLine } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar } from '../../ui/filter-bar.tsx'
import { TextLink } from '../../ui/link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'
import { CreateServiceAccountDialog } from './create-service-account-dialog.tsx'
import { ServiceAccountsTable } from './service-accounts-table.tsx'

const shape = z.object({ search: z.string().optional(), do: z.enum(['create']).optional() })

/** Members that are not people: own groups, roles, policy and tokens (AU-14). */
export function ServiceAccountsPage() {
  const { id, at } = useWorkspace()
  const [url, setUrl] = useUrlState(shape)
  const query = useInfiniteQuery(serviceAccountsQuery(id, url.search))
  const rows = itemsOf(query.data)
  const can = query.data?.pages[0]?.can
  const create = can?.create ? (
    <Button leftSection={<IconPlus size={17} />} onClick={() => setUrl({ do: 'create' })}>
      Create a service account
    </Button>
  ) : null
  return (
    <>
      <PageHeader
        title="Service accounts"
        answer="Members that are not people: for CI and other automation that belongs to nobody in particular. Each has groups, roles, a policy and tokens of its own."
        actions={
          <>
            <CopyAsCall what="Service accounts" command={curlOf(serviceAccountRoutes.list, { params: { workspaceId: id } })} />
            {rows.length > 0 ? create : null}
          </>
        }
      />
      {rows.length > 0 || url.search ? (
        <FilterBar
          count={
            query.data ? (
              <CountLine shown={rows.length} more={query.hasNextPage} noun={['service account', 'service accounts']} />
            ) : null
          }
        >
          <SearchField label="Search service accounts" value={url.search} onChange={(search) => setUrl({ search })} />
        </FilterBar>
      ) : null}
      {rows.length > 0 && can?.why ? (
        <Text size="sm" c="dimmed" mb="sm">
          {can.why}
        </Text>
      ) : null}
      <QueryView query={query} skeleton={<TableSkeleton rows={4} />}>
        {() =>
          rows.length > 0 ? (
            <ServiceAccountsTable
              label="Service accounts"
              rows={rows}
              stale={query.isPlaceholderData}
              more={query.hasNextPage ? { load: () => void query.fetchNextPage(), loading: query.isFetchingNextPage } : undefined}
            />
          ) : url.search ? (
            <EmptyState title="No service account matches">None has “{url.search}” in its name.</EmptyState>
          ) : (
            <EmptyState
              icon={<IconRobot size={28} stroke={1.5} />}
              title={can?.create === false ? 'No service account is shared with you' : 'No service accounts yet'}
              action={create}
              more={<TextLink to={at.myTokens()}>Tokens that run as you</TextLink>}
            >
              A token of a person ends when the person leaves. A build that must go on gets a service account: put it into a
              group, look up its policy, then make it a token. {can?.why}
            </EmptyState>
          )
        }
      </QueryView>
      <CreateServiceAccountDialog
        opened={url.do === 'create' && can?.create === true}
        onClose={() => setUrl({ do: undefined })}
      />
    </>
  )
}
