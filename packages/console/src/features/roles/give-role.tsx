import type { NamedRef } from '@bailiwick/contracts'
import { Button, Group, Select, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { roleChoicesQuery, useAssignRole } from '../../api/queries/roles.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { TextLink } from '../../ui/link.tsx'
import { sayDone } from '../../ui/notify.ts'
import { ImpactDialog } from './impact-dialog.tsx'

/**
 * Gives one more custom role to a group, or directly to a member or service account (RB-04, RB-11), after a look at who gains and loses
 * by it. Nothing is shown to whoever has every role.
 */
export function GiveRole(props: {
  name: string
  to: { groupIds: string[] } | { emails: string[] }
  has: readonly NamedRef[]
  label: string
  description?: string
}) {
  const { id, at } = useWorkspace()
  const roles = useQuery(roleChoicesQuery(id))
  const assign = useAssignRole(id)
  const [roleId, setRoleId] = useState<string | null>(null)
  const [asking, setAsking] = useState(false)
  const choices = roles.data?.filter((it) => !props.has.some((has) => has.id === it.id)) ?? []
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
        label={props.label}
        description={props.description}
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
        change={asking && role ? { kind: 'assign', roleId: role.id, groupIds: [], emails: [], ...props.to } : null}
        onClose={() => setAsking(false)}
        title={`Give ${role?.name ?? ''} to ${props.name}?`}
        act="Give the role"
        onConfirm={async () => {
          if (role) await assign.mutateAsync({ roleId: role.id, ...props.to })
          setRoleId(null)
          sayDone(`${props.name} ${'groupIds' in props.to ? 'gives' : 'has'} ${role?.name ?? 'the role'} now`)
        }}
      />
    </Group>
  )
}
