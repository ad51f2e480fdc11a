import { builtInRoles, type Member, permissions, type RoleName, roleNames } from '@bailiwick/contracts'
import { Button, Group, Radio, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useUpdateMember } from '../../api/queries/members.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { sayDone } from '../../ui/notify.ts'

/** The built-in roles with what each may do; a change is confirmed with what is gained and lost. */
export function RoleForm({ member }: { member: Member }) {
  const { id } = useWorkspace()
  const update = useUpdateMember(id, member.id)
  const [role, setRole] = useState<RoleName>(member.role)
  const [asking, setAsking] = useState(false)
  const gained = difference(role, member.role)
  const lost = difference(member.role, role)
  return (
    <Stack gap="sm">
      <Radio.Group
        value={role}
        onChange={(it) => setRole(roleNames.find((name) => name === it) ?? member.role)}
        aria-label={`Role of ${member.name}`}
      >
        <Stack gap={6}>
          {roleNames.map((name) => (
            <Radio
              key={name}
              value={name}
              label={builtInRoles[name].label}
              description={builtInRoles[name].summary}
              disabled={!member.can.changeRole && name !== member.role}
            />
          ))}
        </Stack>
      </Radio.Group>
      {member.can.changeRole ? (
        <Group>
          <Button disabled={role === member.role} onClick={() => setAsking(true)}>
            Change the role
          </Button>
        </Group>
      ) : (
        <Text size="sm" c="dimmed">
          {member.can.why ?? 'Only an owner changes roles.'}
        </Text>
      )}
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={`Make ${member.name} ${builtInRoles[role].label}?`}
        act={`Make them ${builtInRoles[role].label}`}
        danger={lost.length > 0}
        onConfirm={async () => {
          await update.mutateAsync({ role })
          sayDone(`${member.name} is ${builtInRoles[role].label} now`)
        }}
      >
        <Stack gap="xs">
          <Rights title="They gain" rights={gained} />
          <Rights title="They lose" rights={lost} />
          <Text size="sm">In force with their next click. Their policy and Codex sign-ins stay as they are.</Text>
        </Stack>
      </ConfirmDialog>
    </Stack>
  )
}

function difference(has: RoleName, hasNot: RoleName): string[] {
  const other = builtInRoles[hasNot].permissions
  return builtInRoles[has].permissions.filter((it) => !other.includes(it)).map((it) => permissions[it].label)
}

function Rights({ title, rights }: { title: string; rights: string[] }) {
  if (rights.length === 0) return null
  return (
    <div>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <ul style={{ margin: 0, paddingInlineStart: '1.2rem', fontSize: 'var(--mantine-font-size-sm)' }}>
        {rights.map((right) => (
          <li key={right}>{right}</li>
        ))}
      </ul>
    </div>
  )
}
