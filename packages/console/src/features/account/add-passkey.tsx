import { factorRoutes } from '@bailiwick/contracts'
import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useAddPasskey } from '../../api/queries/factors.ts'
import { useApiForm } from '../../api/use-api-form.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { sayUserAgent } from '../../ui/words.ts'

const shape = factorRoutes.rename.body

/** A name first: the browser's dialog follows at once and has the last word. */
export function AddPasskey(props: { onAdded: (recoveryCodes: string[] | null) => void; onCancel: () => void }) {
  const add = useAddPasskey()
  const { form, submit, busy, problem } = useApiForm({
    initial: { name: sayUserAgent(navigator.userAgent) },
    shape,
    send: (values) => add.mutateAsync(values),
    onDone: ({ recoveryCodes }) => props.onAdded(recoveryCodes),
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Text size="sm">
          A passkey lives in this device, in your password manager or on a security key, and opens with your finger, face or PIN.
          It signs you in by itself and works at this address only, so nobody can phish it.
        </Text>
        {problem ? <ErrorState error={problem} /> : null}
        <TextInput label="Name" description="So that you know it among several." data-autofocus {...form.getInputProps('name')} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Make the passkey
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
