import { builtInRoles, roleNames } from '@bailiwick/contracts'
import { Button, Select, Tabs } from '@mantine/core'
import { IconUserPlus } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { z } from 'zod'
import { groupChoicesQuery } from '../../api/queries/groups.ts'
import { type MemberFilter, membersQuery } from '../../api/queries/members.ts'
import { itemsOf } from '../../api/queries/paging.ts'
import { overviewQuery } from '../../api/queries/workspaces.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CountLine } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar } from '../../ui/filter-bar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'
import { count } from '../../ui/words.ts'
import { InvitationsTab } from './invitations-tab.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { MembersTable } from './members-table.tsx'

const shape = z.object({
  tab: z.enum(['invitations']).optional(),
  do: z.enum(['invite']).optional(),
  search: z.string().optional(),
  status: z.enum(['active', 'deactivated']).optional(),
  role: z.enum(roleNames).optional(),
  groupId: z.string().optional(),
  secondFactor: z.enum(['some', 'none']).optional(),
})

export function MembersPage() {
  const { id, can } = useWorkspace()
  const [url, setUrl] = useUrlState(shape)
  const overview = useQuery({ ...overviewQuery(id), enabled: can('workspace.read') })
  const members = overview.data?.members
  return (
    <>
      <PageHeader
        title="Members"
        answer={
          members
            ? `${count(members.active, 'active member')}, ${members.deactivated} deactivated, ${count(members.invited, 'open invitation')}.`
            : 'Who is here, and what they may do.'
        }
        actions={
          can('member.manage') ? (
            <Button leftSection={<IconUserPlus size={17} />} onClick={() => setUrl({ do: 'invite' })}>
              Invite a member
            </Button>
          ) : null
        }
      />
      <Tabs
        value={url.tab ?? 'members'}
        onChange={(tab) => setUrl({ tab: tab === 'invitations' ? 'invitations' : undefined, search: undefined }, { push: true })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="members">Members</Tabs.Tab>
          <Tabs.Tab value="invitations">Invitations</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="members">
          <MembersTab filter={url} onFilter={setUrl} />
        </Tabs.Panel>
        <Tabs.Panel value="invitations">
          <InvitationsTab search={url.search} onSearch={(search) => setUrl({ search })} />
        </Tabs.Panel>
      </Tabs>
      <InviteDialog opened={url.do === 'invite' && can('member.manage')} onClose={() => setUrl({ do: undefined })} />
    </>
  )
}

function MembersTab({ filter, onFilter }: { filter: z.infer<typeof shape>; onFilter: (change: MemberFilter) => void }) {
  const { id, can } = useWorkspace()
  const { search, status, role, groupId, secondFactor } = filter
  const query = useInfiniteQuery(membersQuery(id, { search, status, role, groupId, secondFactor }))
  const groups = useQuery({ ...groupChoicesQuery(id), enabled: can('group.read') })
  const rows = itemsOf(query.data)
  return (
    <>
      <FilterBar
        count={query.data ? <CountLine shown={rows.length} more={query.hasNextPage} noun={['member', 'members']} /> : null}
      >
        <SearchField label="Search name or e-mail" value={search} onChange={(it) => onFilter({ search: it })} />
        <Select
          aria-label="Status"
          w={150}
          value={status ?? 'all'}
          onChange={(it) => onFilter({ status: it === 'active' || it === 'deactivated' ? it : undefined })}
          data={[
            { value: 'all', label: 'Any status' },
            { value: 'active', label: 'Active' },
            { value: 'deactivated', label: 'Deactivated' },
          ]}
        />
        <Select
          aria-label="Role"
          w={160}
          value={role ?? 'all'}
          onChange={(it) => onFilter({ role: roleNames.find((name) => name === it) })}
          data={[
            { value: 'all', label: 'Any role' },
            ...roleNames.map((name) => ({ value: name, label: builtInRoles[name].label })),
          ]}
        />
        {groups.data?.length ? (
          <Select
            aria-label="Group"
            w={180}
            searchable
            value={groupId ?? 'all'}
            onChange={(it) => onFilter({ groupId: it === 'all' || it === null ? undefined : it })}
            data={[{ value: 'all', label: 'Any group' }, ...groups.data.map((group) => ({ value: group.id, label: group.name }))]}
          />
        ) : null}
        {can('identity.read') ? (
          <Select
            aria-label="Second factor"
            w={190}
            value={secondFactor ?? 'all'}
            onChange={(it) => onFilter({ secondFactor: it === 'some' || it === 'none' ? it : undefined })}
            data={[
              { value: 'all', label: 'With or without factor' },
              { value: 'some', label: 'Has a second factor' },
              { value: 'none', label: 'Has no second factor' },
            ]}
          />
        ) : null}
      </FilterBar>
      <QueryView query={query} skeleton={<TableSkeleton rows={8} />}>
        {() =>
          rows.length === 0 ? (
            <EmptyState
              title="Nobody matches"
              action={
                <Button
                  variant="default"
                  onClick={() =>
                    onFilter({
                      search: undefined,
                      status: undefined,
                      role: undefined,
                      groupId: undefined,
                      secondFactor: undefined,
                    })
                  }
                >
                  Show everyone
                </Button>
              }
            >
              No member fits all of these together.
            </EmptyState>
          ) : (
            <MembersTable
              members={rows}
              stale={query.isPlaceholderData}
              more={query.hasNextPage ? { load: () => void query.fetchNextPage(), loading: query.isFetchingNextPage } : undefined}
            />
          )
        }
      </QueryView>
    </>
  )
}
