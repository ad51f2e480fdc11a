import type { IdentityProvider } from '@bailiwick/contracts'
import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import { useUpdateProvider } from '../../../api/queries/single-sign-on.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { sayDone } from '../../../ui/notify.ts'
import { count } from '../../../ui/words.ts'

/** Puts a provider on the sign-in page, or takes it away with the sessions that came from it. */
export function EnableButton({ provider }: { provider: IdentityProvider }) {
  const { id } = useWorkspace()
  const update = useUpdateProvider(id, provider.id)
  const [asking, setAsking] = useState(false)
  const { enabled, name } = provider
  return (
    <>
      <Button
        variant={!enabled && provider.lastSuccessAt ? 'filled' : 'default'}
        color={enabled ? 'red' : undefined}
        onClick={() => setAsking(true)}
      >
        {enabled ? 'Disable' : 'Enable'}
      </Button>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={enabled ? `Disable ${name}?` : `Enable ${name}?`}
        act={enabled ? 'Disable it' : 'Enable it'}
        danger={enabled}
        onConfirm={async () => {
          await update.mutateAsync({ enabled: !enabled })
          sayDone(enabled ? `${name} is disabled` : `${name} is enabled`)
        }}
      >
        <Text size="sm">
          {enabled
            ? `Nobody signs in with it any more, and every console session that came from it ends: ${count(provider.people, 'account has', 'accounts have')} used it.`
            : `People whose address is in a verified domain may sign in with it. ${
                provider.justInTime ? 'Whoever comes for the first time becomes a member.' : 'Only members come in.'
              } Passwords go on working.${provider.lastSuccessAt ? '' : ' It has not been tested yet.'}`}
        </Text>
      </ConfirmDialog>
    </>
  )
}
