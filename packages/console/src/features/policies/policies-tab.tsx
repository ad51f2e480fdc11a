import type { Policy } from '@bailiwick/contracts'
import { Text } from '@mantine/core'
import { IconFileText } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { itemsOf } from '../../api/queries/paging.ts'
import { policiesQuery } from '../../api/queries/policies.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { type Column, CountLine, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar } from '../../ui/filter-bar.tsx'
import { LinkButton, TextLink } from '../../ui/link.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'
import { Status } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import { count, formatNumber } from '../../ui/words.ts'
import { PolicyUse } from './policy-use.tsx'

export function PoliciesTab({ search, onSearch }: { search: string | undefined; onSearch: (search: string) => void }) {
  const { id, at, can } = useWorkspace()
  const query = useInfiniteQuery(policiesQuery(id, search))
  const rows = itemsOf(query.data)
  const columns: Column<Policy>[] = [
    {
      key: 'name',
      title: 'Policy',
      cell: (it) => (
        <>
          <TextLink to={at.policy(it.id)} fw={600}>
            {it.name}
          </TextLink>
          {it.purpose ? (
            <Text size="xs" c="dimmed" lineClamp={2}>
              {it.purpose}
            </Text>
          ) : null}
        </>
      ),
    },
    { key: 'owner', title: 'Owner', cell: (it) => it.owner || 'Nobody named' },
    { key: 'use', title: 'Used by', cell: (it) => <PolicyUse use={it.use} /> },
    { key: 'members', title: 'Members', align: 'end', width: '6rem', cell: (it) => formatNumber(it.use.members) },
    {
      key: 'version',
      title: 'Version',
      cell: (it) => (
        <>
          {it.version.number}, <When at={it.version.createdAt} />
        </>
      ),
    },
    {
      key: 'warnings',
      title: 'Check',
      cell: (it) =>
        it.warnings > 0 ? <Status tone="warn">{count(it.warnings, 'warning')}</Status> : <Status tone="good">Accepted</Status>,
    },
  ]
  return (
    <>
      {rows.length > 0 || search ? (
        <FilterBar
          count={query.data ? <CountLine shown={rows.length} more={query.hasNextPage} noun={['policy', 'policies']} /> : null}
        >
          <SearchField label="Search policies" value={search} onChange={onSearch} />
        </FilterBar>
      ) : null}
      <QueryView query={query} skeleton={<TableSkeleton rows={4} />}>
        {() =>
          rows.length > 0 ? (
            <DataTable
              label="Policies"
              columns={columns}
              rows={rows}
              rowKey={(it) => it.id}
              stale={query.isPlaceholderData}
              more={query.hasNextPage ? { load: () => void query.fetchNextPage(), loading: query.isFetchingNextPage } : undefined}
              isQuiet={(it) => it.use.members === 0 && it.use.rules.length === 0 && !it.use.isDefault}
            />
          ) : search ? (
            <EmptyState title="No policy matches">No policy has “{search}” in its name.</EmptyState>
          ) : (
            <EmptyState
              icon={<IconFileText size={28} stroke={1.5} />}
              title="No policies yet"
              action={can('policy.manage') ? <LinkButton to={at.newPolicy()}>Write the first policy</LinkButton> : undefined}
            >
              A policy is a complete requirements.toml: what Codex may do without asking, where it may write, which servers it may
              reach. Bailiwick checks it as the client would, before anybody gets it.
            </EmptyState>
          )
        }
      </QueryView>
    </>
  )
}
