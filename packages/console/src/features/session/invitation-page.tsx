import { builtInRoles, invitationRoutes, type ReturnsOf } from '@bailiwick/contracts'
import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { invitationPreviewQuery, useAcceptInvitation } from '../../api/queries/invitations.ts'
import { meQuery } from '../../api/queries/me.ts'
import { useApiForm } from '../../api/use-api-form.ts'
import { paths } from '../../paths.ts'
import { PlainPage } from '../../shell/plain-page.tsx'
import { homeOf } from '../../shell/workspace.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import { When } from '../../ui/time.tsx'
import { NewPasswordInput } from './new-password-input.tsx'
import { useOneTimeToken } from './one-time-token.ts'

export function InvitationPage() {
  const token = useOneTimeToken()
  return <PlainPage wide>{token ? <Invited token={token} /> : <NoToken />}</PlainPage>
}

function Invited({ token }: { token: string }) {
  const preview = useQuery(invitationPreviewQuery(token))
  const me = useQuery(meQuery)
  return (
    <QueryView query={preview} head={<PageHeader title="Invitation" />} skeleton={<BlockSkeleton lines={4} height={36} />}>
      {(invitation) => <AcceptForm token={token} invitation={invitation} signedInAs={me.data?.email} />}
    </QueryView>
  )
}

type Preview = ReturnsOf<typeof invitationRoutes.preview>

function AcceptForm({ token, invitation, signedInAs }: { token: string; invitation: Preview; signedInAs: string | undefined }) {
  const accept = useAcceptInvitation()
  const navigate = useNavigate()
  const known = signedInAs?.toLowerCase() === invitation.email.toLowerCase()
  const toBody = (values: { name: string; password: string }) => ({
    token,
    ...(invitation.hasAccount ? {} : { name: values.name }),
    ...(known ? {} : { password: values.password }),
  })
  const { form, submit, busy, problem } = useApiForm({
    initial: { name: '', password: '' },
    shape: invitationRoutes.accept.body,
    toBody,
    send: (values) => accept.mutateAsync(toBody(values)),
    onDone: (me) => {
      const joined = me.workspaces.find((it) => it.name === invitation.workspaceName) ?? me.workspaces.at(-1)
      return navigate({ to: joined ? homeOf(joined) : paths.home() })
    },
  })
  return (
    <>
      <PageHeader
        title={`Join ${invitation.workspaceName}`}
        answer={
          <>
            As {builtInRoles[invitation.role].label}, with <strong className="bw-break">{invitation.email}</strong>. The
            invitation ends <When at={invitation.expiresAt} />.
          </>
        }
      />
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {problem ? <ErrorState error={problem} /> : null}
          {invitation.hasAccount ? null : (
            <>
              <TextInput label="Your name" autoComplete="name" {...form.getInputProps('name')} />
              <input type="email" autoComplete="username" value={invitation.email} readOnly hidden />
              <NewPasswordInput {...form.getInputProps('password')} />
            </>
          )}
          {invitation.hasAccount && !known ? (
            <PasswordInput
              label="Your password"
              description="You have an account here already; sign in with its password."
              autoComplete="current-password"
              visibilityToggleButtonProps={{ 'aria-label': 'Show the password', tabIndex: 0 }}
              {...form.getInputProps('password')}
            />
          ) : null}
          {signedInAs && !known ? (
            <Text size="sm" c="dimmed">
              This browser is signed in as {signedInAs}; accepting signs it in as {invitation.email}.
            </Text>
          ) : null}
          <Button type="submit" loading={busy}>
            Accept the invitation
          </Button>
        </Stack>
      </form>
    </>
  )
}

function NoToken() {
  return (
    <>
      <PageHeader title="Open the invitation link" answer="The address carries no invitation." />
      <Text size="sm" mb="md">
        Open the whole link that you were given. It works once; if you have used it, sign in.
      </Text>
      <LinkButton to={paths.signIn()} variant="default">
        Sign in
      </LinkButton>
    </>
  )
}
