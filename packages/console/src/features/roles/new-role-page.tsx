import { type NamedRef, type Permission, type PersonRef, type RoleChange, roleRoutes } from '@bailiwick/contracts'
import { Button, Group, Stack, Textarea, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { curlOf } from '../../api/curl.ts'
import { useCreateRole } from '../../api/queries/roles.ts'
import { useApiForm } from '../../api/use-api-form.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { sayDone } from '../../ui/notify.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { Section } from '../../ui/section.tsx'
import { GroupPicker, MemberPicker } from '../access/people-picker.tsx'
import { ImpactDialog } from './impact-dialog.tsx'
import { PermissionPicker } from './permission-picker.tsx'
import { ImpactOf } from './role-impact.tsx'
import { useAskFirst } from './use-ask-first.ts'

interface Values extends Record<string, unknown> {
  name: string
  description: string
  permissions: Permission[]
  groups: NamedRef[]
  people: PersonRef[]
}

/** A new custom role: what it allows, who gets it at once, and what that changes. */
export function NewRolePage() {
  const { id, at } = useWorkspace()
  const create = useCreateRole(id)
  const navigate = useNavigate()
  const [initial] = useState<Values>({ name: '', description: '', permissions: [], groups: [], people: [] })
  const { form, submit, busy, problem } = useApiForm({
    initial,
    shape: roleRoutes.create.body,
    toBody,
    beside: { 'role.name_taken': 'name' },
    send: (values) => create.mutateAsync(toBody(values)),
    onDone: (role) => {
      sayDone(`The role ${role.name} is in force`)
      return navigate({ to: at.role(role.id) })
    },
  })
  const { values } = form
  const { description: _, ...asked } = toBody(values)
  const change: RoleChange = { ...asked, kind: 'create', name: values.name.trim() || 'New role' }
  const [settled] = useDebouncedValue(change, 300)
  const ask = useAskFirst({ change, isValid: () => !form.validate().hasErrors, submit: () => submit() })
  return (
    <>
      <PageHeader
        title="Create a role"
        parent={{ title: 'Roles', to: at.roles() }}
        answer="A named bundle of permissions. Several roles of one person add up: the most permissive wins."
        actions={
          <CopyAsCall
            what="Create a role"
            command={curlOf(roleRoutes.create, { params: { workspaceId: id }, body: toBody(values) })}
          />
        }
      />
      <form onSubmit={ask.onSubmit} noValidate>
        <Section title="What it is" framed>
          <Stack gap="sm" maw={520}>
            <TextInput label="Name" autoComplete="off" {...form.getInputProps('name')} />
            <Textarea
              label="Description"
              description="Who should have it, for the next person who looks."
              {...form.getInputProps('description')}
            />
          </Stack>
        </Section>
        <Section title="What it allows">
          <PermissionPicker
            value={values.permissions}
            onChange={(permissions) => form.setFieldValue('permissions', permissions)}
            error={form.errors.permissions}
          />
        </Section>
        <Section title="Who gets it" description="Groups keep it auditable; a member can have it directly too." framed>
          <Stack gap="sm" maw={620}>
            <GroupPicker
              label="Groups"
              chosen={values.groups}
              onChange={(groups) => form.setFieldValue('groups', groups)}
              error={form.errors.groups}
            />
            <MemberPicker
              label="Members"
              chosen={values.people}
              onChange={(people) => form.setFieldValue('people', people)}
              error={form.errors.people}
            />
          </Stack>
        </Section>
        <Section title="What that changes" framed>
          <ImpactOf change={settled} />
        </Section>
        {problem ? <ErrorState error={problem} /> : null}
        <Group gap="xs" mt="md">
          <Button type="submit" loading={busy}>
            Create the role
          </Button>
          <LinkButton to={at.roles()} variant="default">
            Cancel
          </LinkButton>
        </Group>
      </form>
      <ImpactDialog
        change={ask.asked}
        onClose={ask.close}
        title={`Create ${values.name}?`}
        act="Create it and give it"
        onConfirm={async () => submit()}
      />
    </>
  )
}

function toBody({ name, description, permissions, groups, people }: Values) {
  return { name, description, permissions, groupIds: groups.map((it) => it.id), emails: people.map((it) => it.email) }
}
