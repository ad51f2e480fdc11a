import type { CustomRole } from '@bailiwick/contracts'
import { Button, Group, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useRemoveRole } from '../../api/queries/roles.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { sayDone } from '../../ui/notify.ts'
import { Section } from '../../ui/section.tsx'
import { ImpactDialog } from './impact-dialog.tsx'

export function DeleteRole({ role }: { role: CustomRole }) {
  const { id, at } = useWorkspace()
  const remove = useRemoveRole(id)
  const navigate = useNavigate()
  const [asking, setAsking] = useState(false)
  return (
    <Section title="Delete" framed>
      <Group justify="space-between" gap="md">
        <Text size="sm" maw="60ch">
          Takes the role from everybody who has it. It cannot be brought back; its history stays in the audit log.
        </Text>
        <Button variant="default" color="red" onClick={() => setAsking(true)}>
          Delete {role.name}
        </Button>
      </Group>
      <ImpactDialog
        change={asking ? { kind: 'delete', roleId: role.id } : null}
        onClose={() => setAsking(false)}
        title={`Delete ${role.name}?`}
        act="Delete the role"
        danger
        onConfirm={async () => {
          // Away first: the page of a role that is gone has nothing to show.
          await remove.mutateAsync(role)
          sayDone(`${role.name} is deleted`)
          await navigate({ to: at.roles() })
        }}
      />
    </Section>
  )
}
