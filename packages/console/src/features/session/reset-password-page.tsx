import { sessionRoutes } from '@bailiwick/contracts'
import { Button, Stack, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useRedeemReset } from '../../api/queries/me.ts'
import { useApiForm } from '../../api/use-api-form.ts'
import { paths } from '../../paths.ts'
import { PlainPage } from '../../shell/plain-page.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { NewPasswordInput } from './new-password-input.tsx'
import { useOneTimeToken } from './one-time-token.ts'

export function ResetPasswordPage() {
  const token = useOneTimeToken()
  return (
    <PlainPage>
      {token ? (
        <ResetForm token={token} />
      ) : (
        <>
          <PageHeader title="Open the reset link" answer="The address carries no reset token." />
          <Text size="sm">
            Open the whole link that you were given. It works once and for 24 hours; ask for another one if needed.
          </Text>
        </>
      )}
    </PlainPage>
  )
}

function ResetForm({ token }: { token: string }) {
  const redeem = useRedeemReset()
  const navigate = useNavigate()
  const { form, submit, busy, problem } = useApiForm({
    initial: { password: '' },
    shape: sessionRoutes.redeemReset.body,
    toBody: (values) => ({ ...values, token }),
    send: ({ password }) => redeem.mutateAsync({ token, password }),
    onDone: () => navigate({ to: paths.signIn(), search: { done: 'password' } }),
  })
  return (
    <>
      <PageHeader title="Choose a new password" answer="Every session of yours ends; you sign in again with the new one." />
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {problem ? <ErrorState error={problem} /> : null}
          <NewPasswordInput label="New password" {...form.getInputProps('password')} />
          <Button type="submit" loading={busy}>
            Set the password
          </Button>
        </Stack>
      </form>
    </>
  )
}
