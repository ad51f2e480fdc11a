import type { Me, MyWorkspace } from '@bailiwick/contracts'
import { Button, Stack, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { paths } from '../../../paths.ts'
import { useLeave } from '../../../shell/person-menu.tsx'
import { LinkButton } from '../../../ui/link.tsx'

/** A sign-in from one workspace's identity provider opens that workspace alone. */
export function OtherWorkspaceObstacle({ me, workspace }: { me: Me; workspace: MyWorkspace }) {
  const leave = useLeave()
  const navigate = useNavigate()
  const opened = me.workspaces.find((it) => it.id === me.signIn.workspaceId)
  const next = window.location.pathname + window.location.search
  const switchOver = async () => {
    await leave()
    await navigate({ to: paths.signIn(), search: { next } })
  }
  return (
    <Stack gap="md">
      <Text size="sm">
        {opened
          ? `The identity provider of ${opened.name} signed you in`
          : 'An identity provider of another workspace signed you in'}
        , and it vouches for you there alone. To open {workspace.name}, sign in with your own password or passkey, or with its own
        identity provider.
      </Text>
      <Button onClick={() => void switchOver()}>Sign in for {workspace.name}</Button>
      <LinkButton to={paths.singleSignOn({ email: me.email, next })} variant="default">
        Continue with single sign-on
      </LinkButton>
    </Stack>
  )
}
