import { exceptionRoutes } from '@bailiwick/contracts'
import { Button, Group, Modal, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { curlOf } from '../../api/curl.ts'
import { useGrantException } from '../../api/queries/exceptions.ts'
import { lookupQuery } from '../../api/queries/lookup.ts'
import { policyChoicesQuery } from '../../api/queries/policies.ts'
import { useApiForm } from '../../api/use-api-form.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { sayDone } from '../../ui/notify.ts'
import { fromLocal, localAfter, UntilField } from './until-field.tsx'

/** Another published policy for one member until a time. */
export function GrantDialog({ email, onClose }: { email: string | undefined; onClose: () => void }) {
  const { id } = useWorkspace()
  const client = useQueryClient()
  const grant = useGrantException(id)
  const policies = useQuery(policyChoicesQuery(id))
  const { form, submit, busy, problem } = useApiForm({
    initial: { email: email ?? '', policyId: '', until: localAfter(24), reason: '' },
    shape: exceptionRoutes.grantFor.body,
    toBody: (values) => ({ ...values, personId: values.email.trim(), until: fromLocal(values.until) }),
    beside: {
      'lookup.nobody': 'email',
      'exception.own': 'email',
      'exception.open_already': 'email',
      'exception.not_published': 'policyId',
      'exception.until_not_valid': 'until',
    },
    send: async (values) => {
      // Whoever may grant need not be allowed to list members: the lookup knows everybody by e-mail.
      const { subject } = await client.fetchQuery(lookupQuery(id, { email: values.email.trim() }))
      const personId = subject.kind === 'member' ? subject.person.id : ''
      const { policyId, reason } = values
      return grant.mutateAsync({ personId, policyId, reason, until: fromLocal(values.until) })
    },
    onDone: (made) => {
      sayDone(`${made.person.name} gets “${made.policy.name}” until then`)
      onClose()
    },
  })
  return (
    <Modal opened onClose={onClose} title="Grant an exception" size="lg">
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <Text size="sm">
            One member gets another published policy, ahead of all rules, until a time. It is served from their next fetch on,
            within an hour, and ends by itself.
          </Text>
          {problem ? <ErrorState error={problem} /> : null}
          <TextInput
            label="Member"
            description="By e-mail address."
            placeholder="ada@example.com"
            autoComplete="off"
            data-autofocus
            {...form.getInputProps('email')}
            error={form.errors.email ?? form.errors.personId}
          />
          <Select
            label="Policy"
            placeholder="Choose a policy"
            searchable
            data={policies.data?.map((it) => ({ value: it.id, label: it.name })) ?? []}
            value={form.values.policyId || null}
            onChange={(it) => form.setFieldValue('policyId', it ?? '')}
            error={form.errors.policyId}
          />
          <UntilField value={form.values.until} onChange={(it) => form.setFieldValue('until', it)} error={form.errors.until} />
          <Textarea
            label="Reason"
            description="The member, the audit log and the next person read it."
            maxLength={500}
            {...form.getInputProps('reason')}
          />
          <Group justify="space-between">
            <CopyAsCall
              what="Grant an exception"
              command={curlOf(exceptionRoutes.grantFor, {
                params: { workspaceId: id },
                body: {
                  personId: '{person id}',
                  policyId: form.values.policyId,
                  until: fromLocal(form.values.until),
                  reason: form.values.reason,
                },
              })}
            />
            <Group gap="xs">
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" loading={busy}>
                Grant it
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
