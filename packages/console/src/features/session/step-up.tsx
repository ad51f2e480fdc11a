import { type Proof, type ProofMethod, Proof as shape } from '@bailiwick/contracts'
import { Anchor, Button, Group, PasswordInput, Stack, Text } from '@mantine/core'
import { IconFingerprint } from '@tabler/icons-react'
import { useState } from 'react'
import { useStepUp, useStepUpPasskey } from '../../api/queries/sign-in.ts'
import { useApiForm } from '../../api/use-api-form.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { CodeInput } from './code-input.tsx'
import { ProofBySignOn } from './proof-by-sign-on.tsx'

const order: ProofMethod[] = ['passkey', 'totp', 'sso', 'password']
const instead: Record<ProofMethod, string> = {
  passkey: 'Use your passkey',
  totp: 'Use a code of your authenticator app',
  password: 'Use your password',
  sso: 'Sign in again with your identity provider',
}

interface Ways {
  onProved: () => void
  /** Left out where there is nothing to go back to. */
  onCancel?: (() => void) | undefined
}

/** One way at a time to prove that it is still the same person, the strongest first. */
export function StepUp({ methods, onProved, onCancel, ...props }: { methods: ProofMethod[]; why: string } & Ways) {
  const offered = order.filter((it) => methods.includes(it))
  const [method, setMethod] = useState<ProofMethod>(offered[0] ?? 'password')
  return (
    <Stack gap="md">
      <Text size="sm">{props.why}</Text>
      {method === 'passkey' ? <ByPasskey onProved={onProved} onCancel={onCancel} /> : null}
      {method === 'sso' ? <ProofBySignOn onProved={onProved} onCancel={onCancel} /> : null}
      {method === 'password' || method === 'totp' ? (
        <ByTyping key={method} method={method} onProved={onProved} onCancel={onCancel} />
      ) : null}
      {offered.length > 1 ? (
        <Stack gap={6} align="flex-start">
          {offered
            .filter((it) => it !== method)
            .map((it) => (
              <Anchor key={it} component="button" type="button" size="sm" onClick={() => setMethod(it)}>
                {instead[it]}
              </Anchor>
            ))}
        </Stack>
      ) : null}
    </Stack>
  )
}

function ByPasskey({ onProved, onCancel }: Ways) {
  const prove = useStepUpPasskey()
  return (
    <>
      {prove.error ? <ErrorState error={prove.error} /> : null}
      <Group justify="flex-end" gap="xs">
        <Cancel onCancel={onCancel} />
        <Button
          leftSection={<IconFingerprint size={18} />}
          loading={prove.isPending}
          onClick={() => prove.mutate(undefined, { onSuccess: onProved })}
          data-autofocus
        >
          Use your passkey
        </Button>
      </Group>
    </>
  )
}

function ByTyping({ method, onProved, onCancel }: { method: 'password' | 'totp' } & Ways) {
  const prove = useStepUp()
  const field = method === 'totp' ? 'code' : 'password'
  const toBody = ({ code, password }: { code: string; password: string }): Proof =>
    method === 'totp' ? { method, code } : { method, password }
  const { form, submit, busy, problem } = useApiForm({
    initial: { code: '', password: '' },
    shape,
    toBody,
    beside: { 'session.proof_not_valid': field },
    send: (values) => prove.mutateAsync(toBody(values)),
    onDone: onProved,
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {problem ? <ErrorState error={problem} /> : null}
        {method === 'totp' ? (
          <CodeInput data-autofocus {...form.getInputProps('code')} />
        ) : (
          <PasswordInput
            label="Your password"
            autoComplete="current-password"
            data-autofocus
            visibilityToggleButtonProps={{ 'aria-label': 'Show the password', tabIndex: 0 }}
            {...form.getInputProps('password')}
          />
        )}
        <Group justify="flex-end" gap="xs">
          <Cancel onCancel={onCancel} />
          <Button type="submit" loading={busy} disabled={form.values[field] === ''}>
            Continue
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function Cancel({ onCancel }: Pick<Ways, 'onCancel'>) {
  if (!onCancel) return null
  return (
    <Button variant="default" onClick={onCancel}>
      Cancel
    </Button>
  )
}
