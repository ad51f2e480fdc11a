import { Button, Group, Stack, Text } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { meQuery } from '../../api/queries/me.ts'
import { paths } from '../../paths.ts'
import { whenProvedElsewhere } from './proved-elsewhere.ts'

/** Signing in again with the identity provider, in another tab, so that nothing that was filled in here is lost. */
export function ProofBySignOn({ onProved, onCancel }: { onProved: () => void; onCancel?: (() => void) | undefined }) {
  const { data: me } = useSuspenseQuery(meQuery)
  useEffect(() => whenProvedElsewhere(onProved), [onProved])
  return (
    <Stack gap="md">
      <Text size="sm">
        Your identity provider signed you in, so it proves again that it is you. It opens in another tab; this page waits and goes
        on when you are back.
      </Text>
      <Group justify="flex-end" gap="xs">
        {onCancel ? (
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
        ) : null}
        <Button
          component="a"
          href={paths.singleSignOn({ email: me.email, next: paths.provedAgain() })}
          target="_blank"
          rel="noopener"
          rightSection={<IconExternalLink size={16} />}
          data-autofocus
        >
          Sign in again
        </Button>
      </Group>
    </Stack>
  )
}
