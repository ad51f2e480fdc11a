import type { CustomRole, NamedRef, PersonRef, RoleChange, RoleHolder } from '@bailiwick/contracts'
import { Button, Group, Stack, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { itemsOf } from '../../api/queries/paging.ts'
import { roleHoldersQuery, useAssignRole, useTakeRole } from '../../api/queries/roles.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { type Column, CountLine, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar } from '../../ui/filter-bar.tsx'
import { TextLink } from '../../ui/link.tsx'
import { sayDone } from '../../ui/notify.ts'
import { QueryView } from '../../ui/query-view.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { Section } from '../../ui/section.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'
import { Status, Tag } from '../../ui/status.tsx'
import { count, formatNumber, sayList } from '../../ui/words.ts'
import { GroupPicker, MemberPicker } from '../access/people-picker.tsx'
import { ImpactDialog } from './impact-dialog.tsx'

type Leaving = { name: string; from: { groupId: string } | { personId: string } }

/** Groups and people who have a role; more can be given it, and each can lose it, after a look at what that changes. */
export function RolePeople(props: { role: CustomRole; search: string | undefined; onSearch: (search: string) => void }) {
  const { role } = props
  const { id } = useWorkspace()
  const take = useTakeRole(id)
  const [leaving, setLeaving] = useState<Leaving | null>(null)
  const change: RoleChange | null = leaving
    ? {
        kind: 'take',
        roleId: role.id,
        groupIds: 'groupId' in leaving.from ? [leaving.from.groupId] : [],
        personIds: 'personId' in leaving.from ? [leaving.from.personId] : [],
      }
    : null
  return (
    <>
      {role.can.manage ? <GiveRole role={role} /> : null}
      <Groups role={role} onTake={setLeaving} />
      <Holders {...props} onTake={setLeaving} />
      <ImpactDialog
        change={change}
        onClose={() => setLeaving(null)}
        title={`Take ${role.name} from ${leaving?.name ?? ''}?`}
        act="Take it away"
        danger
        onConfirm={async () => {
          if (!leaving) return
          await take.mutateAsync({ roleId: role.id, from: leaving.from })
          sayDone(`${leaving.name} no longer ${'groupId' in leaving.from ? 'gives' : 'has'} ${role.name}`)
        }}
      />
    </>
  )
}

function GiveRole({ role }: { role: CustomRole }) {
  const { id } = useWorkspace()
  const assign = useAssignRole(id)
  const [groups, setGroups] = useState<NamedRef[]>([])
  const [people, setPeople] = useState<PersonRef[]>([])
  const [asking, setAsking] = useState(false)
  const groupIds = groups.map((it) => it.id)
  const emails = people.map((it) => it.email)
  const names = [...groups, ...people].map((it) => it.name)
  return (
    <Section title="Give it to others" framed>
      <Stack gap="sm" maw={620}>
        <GroupPicker label="Groups" chosen={groups} onChange={setGroups} />
        <MemberPicker label="Members" chosen={people} onChange={setPeople} />
        <Group>
          <Button disabled={names.length === 0} onClick={() => setAsking(true)}>
            Look at what changes
          </Button>
        </Group>
      </Stack>
      <ImpactDialog
        change={asking ? { kind: 'assign', roleId: role.id, groupIds, emails } : null}
        onClose={() => setAsking(false)}
        title={`Give ${role.name} to ${sayList(names, 3)}?`}
        act="Give the role"
        onConfirm={async () => {
          await assign.mutateAsync({ roleId: role.id, groupIds, emails })
          setGroups([])
          setPeople([])
          sayDone(`${role.name} is given to ${sayList(names, 3)}`)
        }}
      />
    </Section>
  )
}

function Groups({ role, onTake }: { role: CustomRole; onTake: (leaving: Leaving) => void }) {
  const { at, can } = useWorkspace()
  const columns: Column<CustomRole['groups'][number]>[] = [
    {
      key: 'name',
      title: 'Group',
      cell: (it) => (can('group.read') ? <TextLink to={at.group(it.id)}>{it.name}</TextLink> : it.name),
    },
    { key: 'members', title: 'Members', align: 'end', width: '7rem', cell: (it) => formatNumber(it.members) },
    {
      key: 'act',
      title: 'Action',
      quietTitle: true,
      align: 'end',
      cell: (it) =>
        role.can.manage ? (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`Take away from ${it.name}`}
            onClick={() => onTake({ name: it.name, from: { groupId: it.id } })}
          >
            Take away
          </Button>
        ) : null,
    },
  ]
  return (
    <Section title="Groups that give it">
      {role.groups.length === 0 ? (
        <Text size="sm" c="dimmed">
          None. A group is the usual way: who comes into it gets the role, who leaves it loses it.
        </Text>
      ) : (
        <DataTable label={`Groups that give ${role.name}`} columns={columns} rows={role.groups} rowKey={(it) => it.id} />
      )}
    </Section>
  )
}

function Holders(props: {
  role: CustomRole
  search: string | undefined
  onSearch: (search: string) => void
  onTake: (leaving: Leaving) => void
}) {
  const { role, search } = props
  const { id, at, can } = useWorkspace()
  const query = useInfiniteQuery(roleHoldersQuery(id, role.id, search))
  const rows = itemsOf(query.data)
  const columns: Column<RoleHolder>[] = [
    {
      key: 'name',
      title: 'Name',
      cell: (it) => (
        <>
          {it.kind === 'human' && can('member.read') ? <TextLink to={at.member(it.id)}>{it.name}</TextLink> : null}
          {it.kind === 'human' && !can('member.read') ? it.name : null}
          {it.kind === 'service_account' ? (
            <>
              {can('service_account.manage') ? <TextLink to={at.serviceAccount(it.id)}>{it.name}</TextLink> : it.name}{' '}
              <Tag>service account</Tag>
            </>
          ) : null}
          <Text size="xs" c="dimmed">
            {it.email}
          </Text>
        </>
      ),
    },
    {
      key: 'how',
      title: 'Through',
      cell: (it) =>
        [
          ...(it.groups.length > 0 ? [sayList(it.groups.map((group) => group.name))] : []),
          ...(it.direct ? ['given directly'] : []),
        ]
          .join('; ')
          .replace(/^given/, 'Given'),
    },
    {
      key: 'status',
      title: 'Status',
      cell: (it) => (it.status === 'active' ? <Status tone="good">Active</Status> : <Status tone="quiet">Deactivated</Status>),
    },
    {
      key: 'act',
      title: 'Action',
      quietTitle: true,
      align: 'end',
      cell: (it) =>
        role.can.manage && it.direct ? (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`Take away from ${it.name}`}
            onClick={() => props.onTake({ name: it.name, from: { personId: it.id } })}
          >
            Take away
          </Button>
        ) : null,
    },
  ]
  return (
    <Section title="People who have it" description={`${count(role.people.total, 'active person', 'active people')}.`}>
      {rows.length > 0 || search ? (
        <FilterBar
          count={query.data ? <CountLine shown={rows.length} more={query.hasNextPage} noun={['person', 'people']} /> : null}
        >
          <SearchField label="Search name or e-mail" value={search} onChange={props.onSearch} />
        </FilterBar>
      ) : null}
      <QueryView query={query} skeleton={<TableSkeleton rows={4} />}>
        {() =>
          rows.length === 0 ? (
            <EmptyState title={search ? 'Nobody matches' : 'Nobody has this role yet'}>
              {search ? 'Nobody with this role has this name or e-mail.' : 'Give it to a group or to members above.'}
            </EmptyState>
          ) : (
            <DataTable
              label={`People who have ${role.name}`}
              columns={columns}
              rows={rows}
              rowKey={(it) => it.id}
              stale={query.isPlaceholderData}
              isQuiet={(it) => it.status === 'deactivated'}
              more={query.hasNextPage ? { load: () => void query.fetchNextPage(), loading: query.isFetchingNextPage } : undefined}
            />
          )
        }
      </QueryView>
    </Section>
  )
}
