import { type CustomRole, permissions, settingCatalogue } from '@bailiwick/contracts'
import { Text } from '@mantine/core'
import { IconId } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { itemsOf } from '../../api/queries/paging.ts'
import { rolesQuery } from '../../api/queries/roles.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { type Column, CountLine, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar } from '../../ui/filter-bar.tsx'
import { LinkButton, TextLink } from '../../ui/link.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'
import { When } from '../../ui/time.tsx'
import { count, formatNumber } from '../../ui/words.ts'

export function CustomRolesTab({ search, onSearch }: { search: string | undefined; onSearch: (search: string) => void }) {
  const { id } = useWorkspace()
  const query = useInfiniteQuery(rolesQuery(id, search))
  const rows = itemsOf(query.data)
  return (
    <>
      {rows.length > 0 || search ? (
        <FilterBar
          count={query.data ? <CountLine shown={rows.length} more={query.hasNextPage} noun={['role', 'roles']} /> : null}
        >
          <SearchField label="Search roles" value={search} onChange={onSearch} />
        </FilterBar>
      ) : null}
      <QueryView query={query} skeleton={<TableSkeleton rows={4} />}>
        {() =>
          rows.length > 0 ? (
            <RolesTable
              rows={rows}
              stale={query.isPlaceholderData}
              more={query.hasNextPage ? { load: () => void query.fetchNextPage(), loading: query.isFetchingNextPage } : undefined}
            />
          ) : search ? (
            <EmptyState title="No role matches">No custom role has “{search}” in its name.</EmptyState>
          ) : (
            <NoRoles />
          )
        }
      </QueryView>
    </>
  )
}

function NoRoles() {
  const { at, can } = useWorkspace()
  return (
    <EmptyState
      icon={<IconId size={28} stroke={1.5} />}
      title="No custom roles yet"
      action={
        can('role.manage') ? (
          <LinkButton to={at.recommendedRoles()}>Set up Codex Users and Codex Admin</LinkButton>
        ) : (
          <LinkButton to={at.recommendedRoles()} variant="default">
            See the recommended set-up
          </LinkButton>
        )
      }
      more={<TextLink to={at.roles({ tab: 'default' })}>What everybody has without one</TextLink>}
    >
      A custom role is a named bundle of permissions that you give to groups or members. Several add up: the most permissive wins.
      Whoever has one no longer gets the default role. To roll Codex out to some people first, begin with a group of Codex users
      and a small group of Codex admins, and then switch “{settingCatalogue.codex_local_by_default.label}” off under Settings.
    </EmptyState>
  )
}

function RolesTable(props: { rows: CustomRole[]; stale: boolean; more: { load: () => void; loading: boolean } | undefined }) {
  const { at } = useWorkspace()
  const columns: Column<CustomRole>[] = [
    {
      key: 'name',
      title: 'Name',
      cell: (it) => (
        <>
          <TextLink to={at.role(it.id)} fw={600}>
            {it.name}
          </TextLink>
          {it.description ? (
            <Text size="xs" c="dimmed" lineClamp={2}>
              {it.description}
            </Text>
          ) : null}
        </>
      ),
    },
    { key: 'allows', title: 'Allows', cell: (it) => <Allows role={it} /> },
    { key: 'groups', title: 'Given to', cell: (it) => <GivenTo role={it} /> },
    { key: 'people', title: 'People', align: 'end', width: '6rem', cell: (it) => formatNumber(it.people.total) },
    { key: 'changed', title: 'Changed', width: '9rem', cell: (it) => <When at={it.updatedAt} /> },
  ]
  return (
    <>
      <DataTable
        label="Custom roles"
        columns={columns}
        rows={props.rows}
        rowKey={(it) => it.id}
        stale={props.stale}
        more={props.more}
      />
      <Text size="sm" c="dimmed" mt="sm">
        To roll Codex out group by group: <TextLink to={at.recommendedRoles()}>Codex Users and Codex Admin</TextLink>, step by
        step.
      </Text>
    </>
  )
}

function Allows({ role }: { role: CustomRole }) {
  const [first, ...rest] = role.permissions
  if (!first) return 'Nothing'
  return (
    <>
      {permissions[first].label}
      {rest.length > 0 ? (
        <Text size="xs" c="dimmed">
          and {count(rest.length, 'more permission')}
        </Text>
      ) : null}
    </>
  )
}

function GivenTo({ role }: { role: CustomRole }) {
  const { at, can } = useWorkspace()
  const shown = role.groups.slice(0, 3)
  const more = role.groups.length - shown.length
  if (role.groups.length === 0 && role.people.direct === 0) {
    return (
      <Text span size="sm" c="dimmed">
        Nobody yet
      </Text>
    )
  }
  return (
    <>
      {shown.map((group, index) => (
        <span key={group.id}>
          {index > 0 ? ', ' : ''}
          {can('group.read') ? <TextLink to={at.group(group.id)}>{group.name}</TextLink> : group.name}
        </span>
      ))}
      {more > 0 ? ` and ${count(more, 'more group')}` : ''}
      {role.people.direct > 0 ? (
        <Text size="xs" c="dimmed">
          {count(role.people.direct, 'person', 'people')} directly
        </Text>
      ) : null}
    </>
  )
}
