import type { Member } from '@bailiwick/contracts'
import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useUpdateMember } from '../../api/queries/members.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { sayDone } from '../../ui/notify.ts'
import { Section } from '../../ui/section.tsx'
import { count } from '../../ui/words.ts'

/** Deactivates or reactivates, with the consequence first. */
export function StatusSection({ member }: { member: Member }) {
  const { id } = useWorkspace()
  const update = useUpdateMember(id, member.id)
  const [asking, setAsking] = useState(false)
  const active = member.status === 'active'
  return (
    <Section title={active ? 'Deactivate' : 'Reactivate'} framed>
      <Group justify="space-between" gap="md">
        <Text size="sm" maw="60ch">
          {active
            ? 'Ends every session and Codex sign-in in this workspace. Role and groups are kept, so that reactivating restores them.'
            : 'Lets them sign in again, with the role and the groups they had. Their Codex clients have to sign in anew.'}
          {member.can.deactivate ? null : (
            <Text span size="sm" c="dimmed" display="block">
              {member.can.why}
            </Text>
          )}
        </Text>
        <Button
          color={active ? 'red' : undefined}
          variant="default"
          disabled={!member.can.deactivate}
          onClick={() => setAsking(true)}
        >
          {active ? `Deactivate ${member.name}` : `Reactivate ${member.name}`}
        </Button>
      </Group>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={active ? `Deactivate ${member.name}?` : `Reactivate ${member.name}?`}
        act={active ? 'Deactivate' : 'Reactivate'}
        danger={active}
        onConfirm={async () => {
          await update.mutateAsync({ status: active ? 'deactivated' : 'active' })
          sayDone(active ? `${member.name} is deactivated` : `${member.name} is active again`)
        }}
      >
        {active
          ? `${member.name} is signed out of the console here and ${count(member.signedInClients, 'Codex client')} of theirs ${
              member.signedInClients === 1 ? 'stops' : 'stop'
            } calling models within a second. You can reactivate them later.`
          : `${member.name} may sign in again at once.`}
      </ConfirmDialog>
    </Section>
  )
}
