import type { Me, MyWorkspace } from '@bailiwick/contracts'
import { Stack, Text } from '@mantine/core'
import { paths } from '../../../paths.ts'
import { LinkButton } from '../../../ui/link.tsx'
import { Notice } from '../../../ui/notice.tsx'

/** The identity provider is the only way in; sealed owners have a passkey for the day when it is down. */
export function SignOnObstacle({ me, workspace }: { me: Me; workspace: MyWorkspace }) {
  const next = window.location.pathname + window.location.search
  return (
    <Stack gap="md">
      <Text size="sm">
        Its owners let people in through the company’s identity provider only. Your password or passkey signs you in elsewhere,
        but not here.
      </Text>
      <LinkButton to={paths.singleSignOn({ email: me.email, next })}>Continue with single sign-on</LinkButton>
      {workspace.role === 'owner' ? (
        <Notice tone="info" title="Is the identity provider down?">
          An owner who is sealed for break-glass comes in with a passkey: sign out, then choose “Use a passkey”. Everybody in the
          workspace is told. If nobody is sealed, the operator recovers an owner on the host.
        </Notice>
      ) : (
        <Text size="sm" c="dimmed">
          If it refuses you, an owner of {workspace.name} sees the reason under Identity → Single sign-on.
        </Text>
      )}
    </Stack>
  )
}
