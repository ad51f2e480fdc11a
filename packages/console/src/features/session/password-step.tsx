import { sessionRoutes } from '@bailiwick/contracts'
import { Button, Divider, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { IconBuilding, IconFingerprint } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { type SecondMethod, useSignIn } from '../../api/queries/sign-in.ts'
import { useApiForm } from '../../api/use-api-form.ts'
import { paths } from '../../paths.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { usePasskeyOffer } from './passkey-offer.ts'

/** E-mail and password in one form, as password managers expect it; passkeys and single sign-on below. */
export function PasswordStep(props: {
  next: string | undefined
  onIn: () => unknown
  onSecondStep: (methods: SecondMethod[]) => void
  children: ReactNode
}) {
  const signIn = useSignIn()
  const passkey = usePasskeyOffer(props.onIn)
  const { form, submit, busy, problem } = useApiForm({
    initial: { email: '', password: '' },
    shape: sessionRoutes.signIn.body,
    send: (values) => signIn.mutateAsync(values),
    onDone: (step) => (step.outcome === 'in' ? props.onIn() : props.onSecondStep(step.methods)),
  })
  const shown = problem ?? passkey.problem
  return (
    <>
      <PageHeader title="Sign in" />
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {props.children}
          {shown ? <ErrorState error={shown} /> : null}
          <TextInput
            label="E-mail"
            type="email"
            autoComplete="username webauthn"
            onFocus={passkey.offerQuietly}
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': 'Show the password', tabIndex: 0 }}
            {...form.getInputProps('password')}
          />
          <Button type="submit" loading={busy} fullWidth>
            Sign in
          </Button>
        </Stack>
      </form>
      <Divider label="or" my="md" />
      <Stack gap="sm">
        {passkey.possible ? (
          <Button
            variant="default"
            fullWidth
            leftSection={<IconFingerprint size={18} />}
            loading={passkey.busy}
            onClick={passkey.ask}
          >
            Use a passkey
          </Button>
        ) : null}
        <LinkButton
          to={paths.singleSignOn({ email: form.values.email, next: props.next })}
          variant="default"
          fullWidth
          leftSection={<IconBuilding size={18} />}
        >
          Continue with single sign-on
        </LinkButton>
        <Text size="sm" c="dimmed">
          Forgot the password? An owner or admin of your workspace can make you a reset link.
        </Text>
      </Stack>
    </>
  )
}
