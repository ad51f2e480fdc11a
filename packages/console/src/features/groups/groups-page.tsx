import { type Group as GroupShape, groupRoutes } from '@bailiwick/contracts'
import { Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { IconUsersGroup, IconUsersPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { z } from 'zod'
import { curlOf } from '../../api/curl.ts'
import { groupsQuery, useCreateGroup } from '../../api/queries/groups.ts'
import { itemsOf } from '../../api/queries/paging.ts'
import { useApiForm } from '../../api/use-api-form.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { type Column, CountLine, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { FilterBar } from '../../ui/filter-bar.tsx'
import { TextLink } from '../../ui/link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'
import { Tag } from '../../ui/status.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'
import { formatNumber, sayList } from '../../ui/words.ts'

const shape = z.object({ search: z.string().optional(), do: z.enum(['create']).optional() })

export function GroupsPage() {
  const { id, can } = useWorkspace()
  const [{ search, do: act }, setUrl] = useUrlState(shape)
  const query = useInfiniteQuery(groupsQuery(id, search))
  const rows = itemsOf(query.data)
  const withRule = rows.filter((it) => it.rule).length
  const create = can('group.manage') ? (
    <Button leftSection={<IconUsersPlus size={17} />} onClick={() => setUrl({ do: 'create' })}>
      Create a group
    </Button>
  ) : null
  return (
    <>
      <PageHeader
        title="Groups"
        answer={
          query.data && rows.length > 0 && !search
            ? withRule === rows.length && !query.hasNextPage
              ? 'Every group has a policy rule.'
              : `${formatNumber(withRule)} of ${formatNumber(rows.length)}${query.hasNextPage ? '+' : ''} groups ${withRule === 1 ? 'has' : 'have'} a policy rule; members of the others get another group’s rule or the default.`
            : 'Groups decide which policy rule applies to whom.'
        }
        actions={create}
      />
      {query.data && (rows.length > 0 || search) ? (
        <FilterBar count={<CountLine shown={rows.length} more={query.hasNextPage} noun={['group', 'groups']} />}>
          <SearchField label="Search groups" value={search} onChange={(it) => setUrl({ search: it })} />
        </FilterBar>
      ) : null}
      <QueryView query={query} skeleton={<TableSkeleton />}>
        {() =>
          rows.length > 0 ? (
            <GroupsTable
              rows={rows}
              stale={query.isPlaceholderData}
              more={query.hasNextPage ? { load: () => void query.fetchNextPage(), loading: query.isFetchingNextPage } : undefined}
            />
          ) : search ? (
            <EmptyState title="No group matches">No group has “{search}” in its name.</EmptyState>
          ) : (
            <EmptyState icon={<IconUsersGroup size={28} stroke={1.5} />} title="No groups yet" action={create}>
              A group collects members who should get the same policy: a team, a trial, the contractors. A policy rule names one
              group; the first rule that matches a person wins.
            </EmptyState>
          )
        }
      </QueryView>
      <CreateGroupDialog opened={act === 'create' && can('group.manage')} onClose={() => setUrl({ do: undefined })} />
    </>
  )
}

function GroupsTable(props: { rows: GroupShape[]; stale: boolean; more: { load: () => void; loading: boolean } | undefined }) {
  const { at, can } = useWorkspace()
  const columns: Column<GroupShape>[] = [
    {
      key: 'name',
      title: 'Name',
      cell: (it) => (
        <>
          <TextLink to={at.group(it.id)} fw={600}>
            {it.name}
          </TextLink>{' '}
          {it.directory ? <Tag>{it.directory.name}</Tag> : null}
          {it.description ? (
            <Text size="xs" c="dimmed" lineClamp={2}>
              {it.description}
            </Text>
          ) : null}
        </>
      ),
    },
    { key: 'members', title: 'Members', align: 'end', width: '7rem', cell: (it) => formatNumber(it.members) },
    {
      key: 'roles',
      title: 'Custom roles',
      cell: (it) =>
        it.roles.length > 0 ? (
          sayList(
            it.roles.map((role) => role.name),
            3,
          )
        ) : (
          <Text span size="sm" c="dimmed">
            None
          </Text>
        ),
    },
    {
      key: 'rule',
      title: 'Policy rule',
      cell: (it) =>
        it.rule ? (
          <>
            Rule {it.rule.position}:{' '}
            {can('policy.read') ? (
              <TextLink to={at.policy(it.rule.policy.id)}>{it.rule.policy.name}</TextLink>
            ) : (
              it.rule.policy.name
            )}
          </>
        ) : (
          <Text span size="sm" c="dimmed">
            None
          </Text>
        ),
    },
  ]
  return (
    <DataTable label="Groups" columns={columns} rows={props.rows} rowKey={(it) => it.id} stale={props.stale} more={props.more} />
  )
}

function CreateGroupDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Create a group">
      <CreateGroupForm onClose={onClose} />
    </Modal>
  )
}

function CreateGroupForm({ onClose }: { onClose: () => void }) {
  const { id, at } = useWorkspace()
  const create = useCreateGroup(id)
  const navigate = useNavigate()
  const { form, submit, busy, problem } = useApiForm({
    initial: { name: '', description: '' },
    shape: groupRoutes.create.body,
    beside: { 'group.name_taken': 'name' },
    send: (values) => create.mutateAsync(values),
    onDone: (group) => navigate({ to: at.group(group.id) }),
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {problem ? <ErrorState error={problem} /> : null}
        <TextInput label="Name" autoComplete="off" data-autofocus {...form.getInputProps('name')} />
        <Textarea
          label="Description"
          description="Who belongs here, for the next person who looks."
          {...form.getInputProps('description')}
        />
        <Group justify="space-between">
          <CopyAsCall
            what="Create a group"
            command={curlOf(groupRoutes.create, { params: { workspaceId: id }, body: form.values })}
          />
          <Group gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              Create the group
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  )
}
