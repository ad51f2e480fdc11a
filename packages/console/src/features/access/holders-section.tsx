import { builtInRoles, type PermissionHolder, type PermissionHolders, RoleName, settingCatalogue } from '@bailiwick/contracts'
import { Select, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { holdersQuery, type Through } from '../../api/queries/access.ts'
import { itemsOf } from '../../api/queries/paging.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { type Column, CountLine, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar } from '../../ui/filter-bar.tsx'
import { TextLink } from '../../ui/link.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'
import { Tag } from '../../ui/status.tsx'
import { count } from '../../ui/words.ts'
import { Links } from './sources.tsx'

/** Who has one permission, by what gives it; the address keeps the choice as `role:…`, `group:…`, `built-in:…` or `default`. */
export function HoldersSection(props: {
  asked: PermissionHolders
  search: string | undefined
  through: string | undefined
  onSearch: (search: string) => void
  onThrough: (through: string | undefined) => void
}) {
  const { id } = useWorkspace()
  const { asked, search, through } = props
  const query = useInfiniteQuery(holdersQuery(id, asked.permission, { ...readThrough(through), search: search || undefined }))
  const rows = itemsOf(query.data)
  const matching = query.data?.pages[0]?.people
  return (
    <>
      <FilterBar
        count={matching === undefined ? null : <CountLine shown={matching} more={false} noun={['account', 'accounts']} />}
      >
        <SearchField label="Search name or e-mail" value={search} onChange={props.onSearch} />
        <Select
          aria-label="Through"
          w={300}
          value={through ?? 'all'}
          onChange={(it) => props.onThrough(it === 'all' || it === null ? undefined : it)}
          data={[{ value: 'all', label: 'Through anything' }, ...waysOf(asked)]}
        />
      </FilterBar>
      <QueryView query={query} skeleton={<TableSkeleton rows={8} />}>
        {() =>
          rows.length === 0 ? (
            <EmptyState title={search || through ? 'Nobody matches' : 'Nobody has it'}>
              {search || through
                ? 'Nobody with this permission has this name and has it this way.'
                : 'Give a group a custom role that allows it, or switch its toggle on.'}
              {asked.permission === 'codex.local' && !search && !through
                ? ` While “${settingCatalogue.codex_local.label}” is off, it is off for everyone, whatever a role says.`
                : null}
            </EmptyState>
          ) : (
            <HoldersTable
              permission={asked.permission}
              rows={rows}
              stale={query.isPlaceholderData}
              more={query.hasNextPage ? { load: () => void query.fetchNextPage(), loading: query.isFetchingNextPage } : undefined}
            />
          )
        }
      </QueryView>
    </>
  )
}

function HoldersTable(props: {
  permission: string
  rows: PermissionHolder[]
  stale: boolean
  more: { load: () => void; loading: boolean } | undefined
}) {
  const { at, can } = useWorkspace()
  const columns: Column<PermissionHolder>[] = [
    {
      key: 'name',
      title: 'Name',
      width: '17rem',
      cell: (it) => (
        <>
          <Name of={it} />
          <Text size="xs" c="dimmed">
            {it.email}
          </Text>
        </>
      ),
    },
    {
      key: 'because',
      title: 'Through',
      cell: (it) => (
        <>
          {it.sources.map((source) => (
            <div key={source.say} className="bw-prose">
              {source.say} <Links source={source} />
            </div>
          ))}
        </>
      ),
    },
    {
      key: 'why',
      title: 'More',
      quietTitle: true,
      align: 'end',
      cell: (it) =>
        it.kind === 'human' && can('member.read') ? (
          <TextLink to={`${at.member(it.id, { tab: 'access' })}&permission=${props.permission}`} aria-label={`Why: ${it.name}`}>
            Why
          </TextLink>
        ) : null,
    },
  ]
  return (
    <DataTable
      label="Who has it"
      columns={columns}
      rows={props.rows}
      rowKey={(it) => it.id}
      stale={props.stale}
      more={props.more}
    />
  )
}

function Name({ of: it }: { of: PermissionHolder }) {
  const { at, can } = useWorkspace()
  if (it.kind === 'human') return can('member.read') ? <TextLink to={at.member(it.id)}>{it.name}</TextLink> : it.name
  return (
    <>
      {can('service_account.manage') ? <TextLink to={at.serviceAccount(it.id)}>{it.name}</TextLink> : it.name}{' '}
      <Tag>service account</Tag>
    </>
  )
}

/** The ways by which people have it, each with how many. */
function waysOf({ through }: PermissionHolders): { value: string; label: string }[] {
  const say = (name: string, people: number) => `${name} (${count(people, 'person', 'people')})`
  return [
    ...through.builtIn.map((it) => ({
      value: `built-in:${it.role}`,
      label: say(`Built-in ${builtInRoles[it.role].label}`, it.people),
    })),
    ...through.customRoles.map((it) => ({ value: `role:${it.id}`, label: say(`Role ${it.name}`, it.people) })),
    ...through.groups.map((it) => ({ value: `group:${it.id}`, label: say(`Group ${it.name}`, it.people) })),
    ...(through.defaultRole > 0 ? [{ value: 'default', label: say('Default role', through.defaultRole) }] : []),
  ]
}

function readThrough(through: string | undefined): Through {
  if (!through) return {}
  if (through === 'default') return { byDefault: 'true' }
  const [kind, ...rest] = through.split(':')
  const id = rest.join(':')
  if (kind === 'role') return { roleId: id }
  if (kind === 'group') return { groupId: id }
  const builtIn = RoleName.safeParse(id)
  return builtIn.success ? { builtIn: builtIn.data } : {}
}
