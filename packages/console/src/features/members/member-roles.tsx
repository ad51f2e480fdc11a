import type { Member } from '@bailiwick/contracts'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTakeRole } from '../../api/queries/roles.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { TextLink } from '../../ui/link.tsx'
import { sayDone } from '../../ui/notify.ts'
import { Section } from '../../ui/section.tsx'
import { sayList } from '../../ui/words.ts'
import { GiveRole } from '../roles/give-role.tsx'
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
      {owner ? (
        <GiveRole
          name={member.name}
          to={{ emails: [member.email] }}
          has={member.customRoles.filter((it) => it.direct)}
          label="Give a role directly"
          description="Through a group it is easier to keep track of."
        />
      ) : null}
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
