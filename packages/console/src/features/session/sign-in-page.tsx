import { sessionRoutes } from '@bailiwick/contracts'
import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { z } from 'zod'
import { useSignIn } from '../../api/queries/me.ts'
import { setupQuery } from '../../api/queries/setup.ts'
import { useApiForm } from '../../api/use-api-form.ts'
import { paths, safeNext } from '../../paths.ts'
import { PlainPage } from '../../shell/plain-page.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { splitQuery } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'

const shape = z.object({ next: z.string().optional(), done: z.string().optional() })

export function SignInPage() {
  const [{ next, done }] = useUrlState(shape)
  const setup = useQuery(setupQuery)
  const signIn = useSignIn()
  const navigate = useNavigate()
  const { form, submit, busy, problem } = useApiForm({
    initial: { email: '', password: '' },
    shape: sessionRoutes.signIn.body,
    send: (values) => signIn.mutateAsync(values),
    onDone: () => {
      const [to, search] = splitQuery(safeNext(next) ?? paths.home())
      return navigate({ to, search })
    },
  })
  return (
    <PlainPage>
      <PageHeader title="Sign in" />
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {done === 'password' ? (
            <Notice tone="good" live>
              Your new password is set and every session has ended. Sign in with it.
            </Notice>
          ) : null}
          {setup.data?.needed ? (
            <Notice tone="info" title="Nobody is set up yet">
              Open the one-time set-up link that Bailiwick printed when it started.
            </Notice>
          ) : null}
          {problem ? <ErrorState error={problem} /> : null}
          <TextInput label="E-mail" type="email" autoComplete="username" {...form.getInputProps('email')} />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': 'Show the password', tabIndex: 0 }}
            {...form.getInputProps('password')}
          />
          <Button type="submit" loading={busy} fullWidth>
            Sign in
          </Button>
          <Text size="sm" c="dimmed">
            Forgot the password? An owner or admin of your workspace can make you a reset link.
          </Text>
        </Stack>
      </form>
    </PlainPage>
  )
}
