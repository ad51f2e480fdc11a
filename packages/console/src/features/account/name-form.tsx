import { sessionRoutes } from '@bailiwick/contracts'
import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useRename } from '../../api/queries/me.ts'
import { useApiForm } from '../../api/use-api-form.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { sayDone } from '../../ui/notify.ts'

export function NameForm({ name }: { name: string }) {
  const rename = useRename()
  const { form, submit, busy, problem } = useApiForm({
    initial: { name },
    shape: sessionRoutes.rename.body,
    send: (values) => rename.mutateAsync(values),
    onDone: () => sayDone('Your name is changed'),
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm" maw={420}>
        {problem ? <ErrorState error={problem} /> : null}
        <TextInput label="Your name" autoComplete="name" {...form.getInputProps('name')} />
        <Group>
          <Button type="submit" loading={busy}>
            Save the name
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
