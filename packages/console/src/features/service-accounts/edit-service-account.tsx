import { type ServiceAccount, serviceAccountRoutes } from '@bailiwick/contracts'
import { Button, Group, Stack, Textarea, TextInput } from '@mantine/core'
import { useUpdateServiceAccount } from '../../api/queries/service-accounts.ts'
import { useApiForm } from '../../api/use-api-form.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { sayDone } from '../../ui/notify.ts'
import { Section } from '../../ui/section.tsx'

export function EditServiceAccount({ account }: { account: ServiceAccount }) {
  const { id } = useWorkspace()
  const update = useUpdateServiceAccount(id, account.id)
  const { form, submit, busy, problem } = useApiForm({
    initial: { name: account.name, description: account.description },
    shape: serviceAccountRoutes.update.body,
    beside: { 'service_account.name_taken': 'name' },
    send: (values) => update.mutateAsync(values),
    onDone: () => sayDone('The service account is saved'),
  })
  return (
    <Section title="Name and description" description="Its address stays as it is." framed>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm" maw={480}>
          {problem ? <ErrorState error={problem} /> : null}
          <TextInput label="Name" autoComplete="off" {...form.getInputProps('name')} />
          <Textarea label="Description" {...form.getInputProps('description')} />
          <Group>
            <Button type="submit" variant="default" loading={busy} disabled={!form.isDirty()}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  )
}
