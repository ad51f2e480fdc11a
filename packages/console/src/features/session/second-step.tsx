import { type SecondStep as GivenStep, SecondStep as shape } from '@bailiwick/contracts'
import { Anchor, Button, Stack, Text, TextInput } from '@mantine/core'
import { IconFingerprint } from '@tabler/icons-react'
import { useState } from 'react'
import { ApiProblem } from '../../api/client.ts'
import { type SecondMethod, useSecondStep, useSecondStepPasskey } from '../../api/queries/sign-in.ts'
import { useApiForm } from '../../api/use-api-form.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { CodeInput } from './code-input.tsx'

const order: SecondMethod[] = ['passkey', 'totp', 'recovery_code']
const instead: Record<SecondMethod, string> = {
  passkey: 'Use your passkey',
  totp: 'Use a code of your authenticator app',
  recovery_code: 'Use a recovery code',
}

/** The second half of a sign-in by password: one way at a time, the others below it. */
export function SecondStep({ methods, onIn, onAgain }: { methods: SecondMethod[]; onIn: () => unknown; onAgain: () => void }) {
  const offered = order.filter((it) => methods.includes(it))
  const [method, setMethod] = useState<SecondMethod>(offered[0] ?? 'totp')
  const [ended, setEnded] = useState<unknown>(null)
  const fail = (error: unknown) => {
    if (error instanceof ApiProblem && error.code === 'session.ticket_not_valid') setEnded(error)
  }
  return (
    <>
      <PageHeader
        title="Prove it is you"
        answer="Your password is right. Your account asks for one thing more, within five minutes."
      />
      {ended ? (
        <Stack gap="md">
          <ErrorState error={ended} />
          <Button onClick={onAgain}>Begin again</Button>
        </Stack>
      ) : (
        <Stack gap="md">
          {method === 'passkey' ? (
            <PasskeyStep onIn={onIn} onFail={fail} />
          ) : (
            <TypedStep key={method} method={method} onIn={onIn} onFail={fail} />
          )}
          <Stack gap={6} align="flex-start">
            {offered
              .filter((it) => it !== method)
              .map((it) => (
                <Anchor key={it} component="button" type="button" size="sm" onClick={() => setMethod(it)}>
                  {instead[it]}
                </Anchor>
              ))}
            <Anchor component="button" type="button" size="sm" onClick={onAgain}>
              Sign in as somebody else
            </Anchor>
          </Stack>
          <Text size="sm" c="dimmed">
            Lost all of them? An owner or admin of your workspace can remove your second factors, and you add new ones.
          </Text>
        </Stack>
      )}
    </>
  )
}

function PasskeyStep({ onIn, onFail }: { onIn: () => unknown; onFail: (error: unknown) => void }) {
  const give = useSecondStepPasskey()
  return (
    <>
      {give.error ? <ErrorState error={give.error} /> : null}
      <Button
        leftSection={<IconFingerprint size={18} />}
        loading={give.isPending}
        onClick={() => give.mutate(undefined, { onSuccess: () => void onIn(), onError: onFail })}
        fullWidth
        data-autofocus
      >
        Continue with your passkey
      </Button>
    </>
  )
}

function TypedStep(props: { method: Exclude<SecondMethod, 'passkey'>; onIn: () => unknown; onFail: (error: unknown) => void }) {
  const give = useSecondStep()
  const toBody = ({ code }: { code: string }): GivenStep => ({ method: props.method, code })
  const { form, submit, busy, problem } = useApiForm({
    initial: { code: '' },
    shape,
    toBody,
    beside: { 'session.proof_not_valid': 'code' },
    send: (values) => give.mutateAsync(toBody(values), { onError: props.onFail }),
    onDone: props.onIn,
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {problem ? <ErrorState error={problem} /> : null}
        {props.method === 'totp' ? (
          <CodeInput autoFocus {...form.getInputProps('code')} />
        ) : (
          <TextInput
            label="Recovery code"
            description="One of the codes that you kept when you added your factor. Each works once."
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
            {...form.getInputProps('code')}
          />
        )}
        <Button type="submit" loading={busy} fullWidth>
          Continue
        </Button>
      </Stack>
    </form>
  )
}
