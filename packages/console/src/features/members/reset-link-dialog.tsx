import type { Member } from '@bailiwick/contracts'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useResetPassword } from '../../api/queries/members.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { OneTimeSecret } from '../../ui/one-time-secret.tsx'
import { When } from '../../ui/time.tsx'

/** Makes a one-time password reset link, to be handed over by hand. */
export function ResetLinkDialog({ member, opened, onClose }: { member: Member; opened: boolean; onClose: () => void }) {
  const { id } = useWorkspace()
  const reset = useResetPassword(id, member.id)
  const close = () => {
    reset.reset()
    onClose()
  }
  return (
    <Modal opened={opened} onClose={close} title={`Password reset for ${member.name}`}>
      {reset.data ? (
        <Stack gap="md">
          <OneTimeSecret text={reset.data.url} label="reset link">
            Give it to {member.name} yourself. It works once and ends <When at={reset.data.expiresAt} />. When it is used, all
            their console sessions end.
          </OneTimeSecret>
          <Group justify="flex-end">
            <Button onClick={close}>Done</Button>
          </Group>
        </Stack>
      ) : (
        <Stack gap="md">
          <Text size="sm">
            Whoever holds the link can choose a new password for {member.email}, for 24 hours. The old password works until then.
          </Text>
          {reset.error ? <ErrorState error={reset.error} /> : null}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button loading={reset.isPending} onClick={() => reset.mutate()}>
              Make the link
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  )
}
