import type { Member } from '@bailiwick/contracts'
import { Button, Group, Select, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { roleChoicesQuery, useAssignRole, useTakeRole } from '../../api/queries/roles.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { TextLink } from '../../ui/link.tsx'
import { sayDone } from '../../ui/notify.ts'
import { Section } from '../../ui/section.tsx'
import { sayList } from '../../ui/words.ts'
import { ImpactDialog } from '../roles/impact-dialog.tsx'

type CustomRole = Member['customRoles'][number]

/** Custom roles of a member, through groups and direct; an owner gives and takes those that are direct (RB-04, RB-11). */
export function MemberRoles({ member }: { member: Member }) {
  const { id, at, can } = useWorkspace()
  const take = useTakeRole(id)
  const [leaving, setLeaving] = useState<CustomRole | null>(null)
  const owner = can('role.manage')
  return (
    <Section
      title="Custom roles"
      description={
        member.customRoles.length === 0
          ? 'None, so the default role counts for them.'
          : 'They add up, and the default role does not count for them.'
      }
      actions={can('role.read') ? <TextLink to={at.member(member.id, { tab: 'access' })}>What they may, and why</TextLink> : null}
    >
      {member.customRoles.length > 0 ? (
        <DataTable
          label={`Custom roles of ${member.name}`}
          columns={[
            {
              key: 'name',
              title: 'Role',
              cell: (it) => (can('role.read') ? <TextLink to={at.role(it.id)}>{it.name}</TextLink> : it.name),
            },
            { key: 'how', title: 'Through', cell: (it) => sayThrough(it) },
            {
              key: 'act',
              title: 'Action',
              quietTitle: true,
              align: 'end',
              cell: (it) =>
                owner && it.direct ? (
                  <Button size="compact-sm" variant="default" aria-label={`Take away ${it.name}`} onClick={() => setLeaving(it)}>
                    Take away
                  </Button>
                ) : null,
            },
          ]}
          rows={member.customRoles}
          rowKey={(it) => it.id}
        />
      ) : null}
      {owner ? <GiveRole member={member} /> : null}
      <ImpactDialog
        change={leaving ? { kind: 'take', roleId: leaving.id, groupIds: [], personIds: [member.id] } : null}
        onClose={() => setLeaving(null)}
        title={`Take ${leaving?.name ?? ''} from ${member.name}?`}
        act="Take it away"
        danger
        onConfirm={async () => {
          if (leaving) await take.mutateAsync({ roleId: leaving.id, from: { personId: member.id } })
          sayDone(`${member.name} no longer has ${leaving?.name ?? 'the role'} directly`)
        }}
      >
        {leaving && leaving.groups.length > 0 ? `They keep it through ${sayList(leaving.groups.map((it) => it.name))}.` : null}
      </ImpactDialog>
    </Section>
  )
}

function sayThrough({ direct, groups }: CustomRole): string {
  const names = groups.length > 0 ? sayList(groups.map((it) => it.name)) : ''
  return direct ? (names ? `${names}; given directly too` : 'Given directly') : names
}

/** Gives one role directly. A group is the usual way; this is for the exception. */
function GiveRole({ member }: { member: Member }) {
  const { id, at } = useWorkspace()
  const roles = useQuery(roleChoicesQuery(id))
  const assign = useAssignRole(id)
  const [roleId, setRoleId] = useState<string | null>(null)
  const [asking, setAsking] = useState(false)
  const direct = new Set(member.customRoles.filter((it) => it.direct).map((it) => it.id))
  const choices = roles.data?.filter((it) => !direct.has(it.id)) ?? []
  const role = choices.find((it) => it.id === roleId)
  if (roles.data && choices.length === 0) {
    return roles.data.length === 0 ? (
      <Text size="sm" c="dimmed" mt="xs">
        There is no custom role yet. <TextLink to={at.newRole()}>Create one</TextLink>
      </Text>
    ) : null
  }
  return (
    <Group gap="sm" mt="sm" align="flex-end">
      <Select
        label="Give a role directly"
        description="Through a group it is easier to keep track of."
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
        change={asking && role ? { kind: 'assign', roleId: role.id, groupIds: [], emails: [member.email] } : null}
        onClose={() => setAsking(false)}
        title={`Give ${role?.name ?? ''} to ${member.name}?`}
        act="Give the role"
        onConfirm={async () => {
          if (role) await assign.mutateAsync({ roleId: role.id, emails: [member.email] })
          setRoleId(null)
          sayDone(`${member.name} has ${role?.name ?? 'the role'} now`)
        }}
      />
    </Group>
  )
}
