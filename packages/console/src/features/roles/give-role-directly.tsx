import type { PersonRef } from '@bailiwick/contracts'
import { Button, Group, Select, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { roleChoicesQuery, useAssignRole } from '../../api/queries/roles.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { TextLink } from '../../ui/link.tsx'
import { sayDone } from '../../ui/notify.ts'
import { ImpactDialog } from './impact-dialog.tsx'

/** Gives one custom role directly to a member or service account (RB-11). A group is the usual way; this is for the exception. */
export function GiveRoleDirectly({ to, has }: { to: PersonRef; has: readonly string[] }) {
  const { id, at } = useWorkspace()
  const roles = useQuery(roleChoicesQuery(id))
  const assign = useAssignRole(id)
  const [roleId, setRoleId] = useState<string | null>(null)
  const [asking, setAsking] = useState(false)
  const choices = roles.data?.filter((it) => !has.includes(it.id)) ?? []
  const role = choices.find((it) => it.id === roleId)
  if (roles.data?.length === 0) {
    return (
      <Text size="sm" c="dimmed" mt="xs">
        There is no custom role yet. <TextLink to={at.newRole()}>Create one</TextLink>
      </Text>
    )
  }
  if (choices.length === 0) return null
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
        change={asking && role ? { kind: 'assign', roleId: role.id, groupIds: [], emails: [to.email] } : null}
        onClose={() => setAsking(false)}
        title={`Give ${role?.name ?? ''} to ${to.name}?`}
        act="Give the role"
        onConfirm={async () => {
          if (role) await assign.mutateAsync({ roleId: role.id, emails: [to.email] })
          setRoleId(null)
          sayDone(`${to.name} has ${role?.name ?? 'the role'} now`)
        }}
      />
    </Group>
  )
}
