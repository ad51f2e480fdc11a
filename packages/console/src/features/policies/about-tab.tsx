import { type PolicyDocument, policyRoutes } from '@bailiwick/contracts'
import { Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useDescribePolicy, useRemovePolicy } from '../../api/queries/policies.ts'
import { useApiForm } from '../../api/use-api-form.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Detail, Details } from '../../ui/details.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { LinkButton, splitQuery, TextLink } from '../../ui/link.tsx'
import { sayDone } from '../../ui/notify.ts'
import { Section } from '../../ui/section.tsx'
import { When } from '../../ui/time.tsx'
import { count } from '../../ui/words.ts'
import { dropLocalDraft } from './local-draft.ts'
import { PolicyUse } from './policy-use.tsx'

/** Who answers for the policy, who gets it, and its end. */
export function AboutTab({ policy }: { policy: PolicyDocument }) {
  const { at, can } = useWorkspace()
  return (
    <>
      <Section title="Who gets it" framed>
        <Details>
          <Detail name="Used by">
            <PolicyUse use={policy.use} />
          </Detail>
          <Detail name="Members">{count(policy.use.members, 'member')} now</Detail>
          <Detail name="Created">
            <When at={policy.createdAt} />
          </Detail>
          <Detail name="Id">
            <code>{policy.id}</code> <CopyButton text={policy.id} label="Copy the id" quiet />
          </Detail>
          {can('audit.read') ? (
            <Detail name="History">
              <TextLink to={at.audit({ subjectId: policy.id })}>What was done to it</TextLink>
            </Detail>
          ) : null}
        </Details>
      </Section>
      {policy.can.edit ? <DescribeForm key={policy.updatedAt} policy={policy} /> : null}
      <DeletePolicy policy={policy} />
    </>
  )
}

function DescribeForm({ policy }: { policy: PolicyDocument }) {
  const { id } = useWorkspace()
  const describe = useDescribePolicy(id, policy.id)
  const { form, submit, busy, problem } = useApiForm({
    initial: { name: policy.name, purpose: policy.purpose, owner: policy.owner },
    shape: policyRoutes.describe.body,
    beside: { 'policy.name_taken': 'name' },
    send: (values) => describe.mutateAsync(values),
    onDone: () => sayDone('The policy is described anew; its document stays'),
  })
  return (
    <Section title="Name, purpose and owner" description="Clients see the name in their warnings." framed>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm" maw={520}>
          {problem ? <ErrorState error={problem} /> : null}
          <TextInput label="Name" autoComplete="off" {...form.getInputProps('name')} />
          <Textarea label="Purpose" description="What it is for, in a sentence." {...form.getInputProps('purpose')} />
          <TextInput
            label="Owner"
            description="Who answers for it: a person or a team. Refusals name them."
            autoComplete="off"
            {...form.getInputProps('owner')}
          />
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

function DeletePolicy({ policy }: { policy: PolicyDocument }) {
  const { id, at } = useWorkspace()
  const remove = useRemovePolicy(id, policy.id)
  const navigate = useNavigate()
  const [asking, setAsking] = useState(false)
  return (
    <Section title="Delete" framed>
      <Group justify="space-between" gap="md">
        <Text size="sm" maw="60ch">
          {policy.can.delete
            ? 'Nothing uses it. Its versions stay in the history and in the audit log.'
            : `It cannot be deleted. ${policy.can.why ?? 'It is in use.'}`}
        </Text>
        {policy.can.delete ? (
          <Button variant="default" onClick={() => setAsking(true)}>
            Delete {policy.name}
          </Button>
        ) : (
          <LinkButton to={at.policyRules()} variant="default">
            Go to the rules
          </LinkButton>
        )}
      </Group>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={`Delete ${policy.name}?`}
        act="Delete the policy"
        danger
        onConfirm={async () => {
          await remove.mutateAsync()
          dropLocalDraft(policy.id)
          sayDone(`${policy.name} is deleted`)
          const [to, search] = splitQuery(at.policies())
          await navigate({ to, search })
        }}
      >
        Nobody gets this policy, so nothing changes for anybody. It cannot be brought back, but its text can be copied from the
        history of the audit log.
      </ConfirmDialog>
    </Section>
  )
}
