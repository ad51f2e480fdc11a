import { factorRoutes, type ReturnsOf } from '@bailiwick/contracts'
import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useConfirmTotp } from '../../api/queries/factors.ts'
import { useApiForm } from '../../api/use-api-form.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { CodeInput } from '../session/code-input.tsx'
import { QrCode } from './qr-code.tsx'

/** Scan or type the secret, then show that it arrived by a code of it. */
export function AddTotp(props: {
  enrolment: ReturnsOf<typeof factorRoutes.startTotp>
  onAdded: (recoveryCodes: string[] | null) => void
  onCancel: () => void
}) {
  const { enrolmentId, secret, uri } = props.enrolment
  const confirm = useConfirmTotp()
  const toBody = (values: { code: string; name: string }) => ({ ...values, enrolmentId })
  const { form, submit, busy, problem } = useApiForm({
    initial: { code: '', name: 'Authenticator app' },
    shape: factorRoutes.confirmTotp.body,
    toBody,
    beside: { 'factor.code_wrong': 'code' },
    send: (values) => confirm.mutateAsync(toBody(values)),
    onDone: ({ recoveryCodes }) => props.onAdded(recoveryCodes),
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {problem ? <ErrorState error={problem} /> : null}
        <Group align="flex-start" gap="md">
          <QrCode text={uri} label="QR code for your authenticator app" />
          <Stack gap={6} style={{ flex: '1 1 12rem' }}>
            <Text size="sm">Scan it with an authenticator app. Without a camera, type this key there:</Text>
            <Text size="sm" className="bw-break">
              <code>{inFours(secret)}</code> <CopyButton text={secret} label="Copy the key" quiet />
            </Text>
            <Text size="xs" c="dimmed">
              Time-based, six digits, every 30 seconds.
            </Text>
          </Stack>
        </Group>
        <CodeInput description="What the app shows now." data-autofocus {...form.getInputProps('code')} />
        <TextInput label="Name" description="So that you know it among several." {...form.getInputProps('name')} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Add the app
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function inFours(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(' ') ?? secret
}
