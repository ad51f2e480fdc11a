import { Button, Group, Stack, Text } from '@mantine/core'

/** The workspace lists the networks that it may be administered from, and this is none of them. */
export function AddressObstacle({ onAgain }: { onAgain: () => void }) {
  return (
    <Stack gap="md">
      <Text size="sm">
        The workspace names the networks that its console may be used from, and yours is none of them. Connect to your company’s
        network or VPN, then try again. Codex clients are not affected: they go on working.
      </Text>
      <Text size="sm" c="dimmed">
        An owner changes the list under Identity → Sign-in security. If all owners are outside, the operator clears it on the
        host.
      </Text>
      <Group>
        <Button onClick={onAgain}>Try again</Button>
      </Group>
    </Stack>
  )
}
