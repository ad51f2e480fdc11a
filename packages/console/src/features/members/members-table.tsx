import { builtInRoles, type Member } from '@bailiwick/contracts'
import { Text } from '@mantine/core'
import { useWorkspace } from '../../shell/workspace.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { TextLink } from '../../ui/link.tsx'
import { Status } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import { count, sayList } from '../../ui/words.ts'

export function MembersTable(props: {
  members: Member[]
  stale: boolean
  more: { load: () => void; loading: boolean } | undefined
}) {
  const { at } = useWorkspace()
  const columns: Column<Member>[] = [
    {
      key: 'name',
      title: 'Name',
      cell: (it) => (
        <>
          <TextLink to={at.member(it.id)} fw={600}>
            {it.name}
          </TextLink>
          <Text size="xs" c="dimmed">
            {it.email}
          </Text>
        </>
      ),
    },
    {
      key: 'role',
      title: 'Role',
      cell: (it) => (
        <>
          {builtInRoles[it.role].label}
          {it.customRoles.length > 0 ? (
            <Text size="xs" c="dimmed">
              {sayList(
                it.customRoles.map((role) => role.name),
                3,
              )}
            </Text>
          ) : null}
        </>
      ),
    },
    { key: 'groups', title: 'Groups', cell: (it) => <GroupNames groups={it.groups} /> },
    {
      key: 'codex',
      title: 'Codex',
      cell: (it) =>
        it.signedInClients > 0 ? (
          <Status tone="good">{count(it.signedInClients, 'client')}</Status>
        ) : (
          <Status tone="quiet">Not signed in</Status>
        ),
    },
    { key: 'seen', title: 'Last seen', cell: (it) => (it.lastSeenAt ? <When at={it.lastSeenAt} /> : 'Never') },
    {
      key: 'status',
      title: 'Status',
      cell: (it) => (it.status === 'active' ? <Status tone="good">Active</Status> : <Status tone="quiet">Deactivated</Status>),
    },
  ]
  return (
    <DataTable
      label="Members"
      columns={columns}
      rows={props.members}
      rowKey={(it) => it.id}
      stale={props.stale}
      more={props.more}
      isQuiet={(it) => it.status === 'deactivated'}
    />
  )
}

function GroupNames({ groups }: { groups: Member['groups'] }) {
  const { at, can } = useWorkspace()
  if (groups.length === 0) {
    return (
      <Text span size="sm" c="dimmed">
        None
      </Text>
    )
  }
  return (
    <>
      {groups.slice(0, 3).map((group, index) => (
        <span key={group.id}>
          {index > 0 ? ', ' : ''}
          {can('group.read') ? <TextLink to={at.group(group.id)}>{group.name}</TextLink> : group.name}
        </span>
      ))}
      {groups.length > 3 ? ` and ${groups.length - 3} more` : ''}
    </>
  )
}
