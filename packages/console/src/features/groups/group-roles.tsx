import type { Group as GroupShape, NamedRef } from '@bailiwick/contracts'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTakeRole } from '../../api/queries/roles.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { TextLink } from '../../ui/link.tsx'
import { sayDone } from '../../ui/notify.ts'
import { Section } from '../../ui/section.tsx'
import { GiveRole } from '../roles/give-role.tsx'
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
      {owner ? (
        <GiveRole name={group.name} to={{ groupIds: [group.id] }} has={group.roles} label="Give a role to the group" />
      ) : null}
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
