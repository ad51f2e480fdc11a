import { setupRoutes } from '@bailiwick/contracts'
import { Button, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { setupQuery, useFinishSetup } from '../../api/queries/setup.ts'
import { useApiForm } from '../../api/use-api-form.ts'
import { paths, workspacePaths } from '../../paths.ts'
import { PlainPage } from '../../shell/plain-page.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import { NewPasswordInput } from '../session/new-password-input.tsx'
import { useOneTimeToken } from '../session/one-time-token.ts'

export function SetupPage() {
  const token = useOneTimeToken()
  const setup = useQuery(setupQuery)
  return (
    <PlainPage wide>
      <QueryView query={setup} head={<PageHeader title="Set up Bailiwick" />} skeleton={<BlockSkeleton lines={6} height={36} />}>
        {({ needed }) => (needed ? token ? <FirstOwnerForm token={token} /> : <NoToken /> : <DoneAlready />)}
      </QueryView>
    </PlainPage>
  )
}

function FirstOwnerForm({ token }: { token: string }) {
  const finish = useFinishSetup()
  const navigate = useNavigate()
  const { form, submit, busy, problem } = useApiForm({
    initial: { workspaceName: '', name: '', email: '', password: '' },
    shape: setupRoutes.finish.body,
    toBody: (values) => ({ ...values, token }),
    send: (values) => finish.mutateAsync({ ...values, token }),
    onDone: ({ slug }) => navigate({ to: workspacePaths(slug).overview() }),
  })
  return (
    <>
      <PageHeader title="Set up Bailiwick" answer="You become the first owner. The rest can be changed later." />
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {problem ? <ErrorState error={problem} /> : null}
          <TextInput
            label="Workspace"
            description="Your company or department, as members know it."
            autoComplete="organization"
            {...form.getInputProps('workspaceName')}
          />
          <TextInput label="Your name" autoComplete="name" {...form.getInputProps('name')} />
          <TextInput label="Your e-mail" type="email" autoComplete="username" {...form.getInputProps('email')} />
          <NewPasswordInput {...form.getInputProps('password')} />
          <Button type="submit" loading={busy}>
            Create the workspace
          </Button>
        </Stack>
      </form>
    </>
  )
}

function NoToken() {
  return (
    <>
      <PageHeader title="Open the set-up link" answer="This installation waits for its first owner." />
      <Text size="sm">
        Bailiwick prints a one-time link when it starts, in the terminal or the log of the machine that it runs on. Open that link
        in this browser. A link that was lost is printed anew at the next start.
      </Text>
    </>
  )
}

function DoneAlready() {
  return (
    <>
      <PageHeader title="This installation is set up" answer="Sign in with your account, or ask an owner to invite you." />
      <LinkButton to={paths.signIn()}>Sign in</LinkButton>
    </>
  )
}
