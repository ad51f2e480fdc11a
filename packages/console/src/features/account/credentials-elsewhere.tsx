import type { Me } from '@bailiwick/contracts'
import { Box, Button } from '@mantine/core'
import { useLeave } from '../../shell/person-menu.tsx'
import { Notice } from '../../ui/notice.tsx'

/** Why nothing can be changed in a sign-in from an identity provider, and where it can. */
export function CredentialsElsewhere({ me }: { me: Me }) {
  const leave = useLeave()
  const workspace = me.workspaces.find((it) => it.id === me.signIn.workspaceId)
  return (
    <Box mb="lg">
      <Notice
        tone="info"
        title="Password and second factors cannot be changed in this session"
        actions={
          <Button size="xs" variant="default" onClick={() => void leave()}>
            Sign out, to sign in with your own password or passkey
          </Button>
        }
      >
        The identity provider of {workspace?.name ?? 'your workspace'} signed you in. It says who you are there, so it must not be
        able to change how you sign in to your other workspaces. Its own password and second factors are changed at the identity
        provider.
      </Notice>
    </Box>
  )
}
