import { sessionRoutes } from '@bailiwick/contracts'
import { Button, Checkbox, Group, PasswordInput, Stack } from '@mantine/core'
import { useChangePassword } from '../../api/queries/me.ts'
import { useApiForm } from '../../api/use-api-form.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { sayDone } from '../../ui/notify.ts'
import { NewPasswordInput } from '../session/new-password-input.tsx'

export function PasswordForm({ email }: { email: string }) {
  const change = useChangePassword()
  const { form, submit, busy, problem } = useApiForm({
    initial: { current: '', next: '', signOutClients: false },
    shape: sessionRoutes.changePassword.body,
    beside: { 'password.wrong': 'current' },
    send: (values) => change.mutateAsync(values),
    onDone: () => {
      const clients = form.values.signOutClients ? ' and your Codex clients are signed out' : ''
      form.reset()
      sayDone(`Your password is changed; your other sessions have ended${clients}`)
    },
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm" maw={420}>
        {problem ? <ErrorState error={problem} /> : null}
        <input type="email" autoComplete="username" value={email} readOnly hidden />
        <PasswordInput
          label="Current password"
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password', tabIndex: 0 }}
          {...form.getInputProps('current')}
        />
        <NewPasswordInput label="New password" {...form.getInputProps('next')} />
        <Checkbox label="Also sign out my Codex clients" {...form.getInputProps('signOutClients', { type: 'checkbox' })} />
        <Group>
          <Button type="submit" loading={busy}>
            Change the password
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
