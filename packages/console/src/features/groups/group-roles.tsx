import type { Group as GroupShape, NamedRef } from '@bailiwick/contracts'
import { Button, Group, Select, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { roleChoicesQuery, useAssignRole, useTakeRole } from '../../api/queries/roles.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { TextLink } from '../../ui/link.tsx'
import { sayDone } from '../../ui/notify.ts'
import { Section } from '../../ui/section.tsx'
import { ImpactDialog } from '../roles/impact-dialog.tsx'

/** Custom roles that a group gives to its members; an owner gives and takes them, after a look at what that changes. */
export function GroupRoles({ group }: { group: GroupShape }) {
  const { id, at, can } = useWorkspace()
  const take = useTakeRole(id)
  const [leaving, setLeaving] = useState<NamedRef | null>(null)
  const owner = can('role.manage')
  if (group.roles.length === 0 && !can('role.read')) return null
  return (
    <Section
      title="Custom roles"
      description={
        group.roles.length === 0
          ? 'None. Whoever comes into a group with a custom role gets it, and the default role ends for them.'
          : 'Whoever is in the group has them, and not the default role.'
      }
    >
      {group.roles.length > 0 ? (
        <DataTable
          label={`Custom roles of ${group.name}`}
          columns={[
            {
              key: 'name',
              title: 'Role',
              cell: (it) => (can('role.read') ? <TextLink to={at.role(it.id)}>{it.name}</TextLink> : it.name),
            },
            {
              key: 'act',
              title: 'Action',
              quietTitle: true,
              align: 'end',
              cell: (it) =>
                owner ? (
                  <Button size="compact-sm" variant="default" aria-label={`Take away ${it.name}`} onClick={() => setLeaving(it)}>
                    Take away
                  </Button>
                ) : null,
            },
          ]}
          rows={group.roles}
          rowKey={(it) => it.id}
        />
      ) : null}
      {owner ? <GiveRole group={group} /> : null}
      <ImpactDialog
        change={leaving ? { kind: 'take', roleId: leaving.id, groupIds: [group.id], personIds: [] } : null}
        onClose={() => setLeaving(null)}
        title={`Take ${leaving?.name ?? ''} from ${group.name}?`}
        act="Take it away"
        danger
        onConfirm={async () => {
          if (leaving) await take.mutateAsync({ roleId: leaving.id, from: { groupId: group.id } })
          sayDone(`${group.name} no longer gives ${leaving?.name ?? 'the role'}`)
        }}
      />
    </Section>
  )
}

function GiveRole({ group }: { group: GroupShape }) {
  const { id, at } = useWorkspace()
  const roles = useQuery(roleChoicesQuery(id))
  const assign = useAssignRole(id)
  const [roleId, setRoleId] = useState<string | null>(null)
  const [asking, setAsking] = useState(false)
  const choices = roles.data?.filter((it) => !group.roles.some((has) => has.id === it.id)) ?? []
  const role = choices.find((it) => it.id === roleId)
  if (roles.data && choices.length === 0) {
    return roles.data.length === 0 ? (
      <Text size="sm" c="dimmed">
        There is no custom role yet. <TextLink to={at.newRole()}>Create one</TextLink>
      </Text>
    ) : null
  }
  return (
    <Group gap="sm" mt="sm" align="flex-end">
      <Select
        label="Give a role to the group"
        placeholder="Choose a role"
        searchable
        clearable
        w={320}
        value={roleId}
        onChange={setRoleId}
        data={choices.map((it) => ({ value: it.id, label: it.name }))}
      />
      <Button variant="default" disabled={!role} onClick={() => setAsking(true)}>
        Look at what changes
      </Button>
      <ImpactDialog
        change={asking && role ? { kind: 'assign', roleId: role.id, groupIds: [group.id], emails: [] } : null}
        onClose={() => setAsking(false)}
        title={`Give ${role?.name ?? ''} to ${group.name}?`}
        act="Give the role"
        onConfirm={async () => {
          if (role) await assign.mutateAsync({ roleId: role.id, groupIds: [group.id] })
          setRoleId(null)
          sayDone(`${group.name} gives ${role?.name ?? 'the role'} now`)
        }}
      />
    </Group>
  )
}
