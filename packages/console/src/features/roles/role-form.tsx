import { type CustomRole, roleRoutes } from '@bailiwick/contracts'
import { Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { ApiProblem } from '../../api/client.ts'
import { useUpdateRole } from '../../api/queries/roles.ts'
import { useApiForm } from '../../api/use-api-form.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Notice } from '../../ui/notice.tsx'
import { sayDone } from '../../ui/notify.ts'
import { Section } from '../../ui/section.tsx'
import { ImpactDialog } from './impact-dialog.tsx'
import type { RoleValues } from './merge-role.ts'
import { PermissionPicker } from './permission-picker.tsx'
import { RoleConflict } from './role-conflict.tsx'
import { ImpactOf } from './role-impact.tsx'
import { useAskFirst } from './use-ask-first.ts'

const valuesOf = ({ name, description, permissions }: CustomRole): RoleValues => ({ name, description, permissions })

/** Name, description and permissions; a change says whom it touches before it is saved, and never overwrites another owner's. */
export function RoleForm({ role }: { role: CustomRole }) {
  const { id } = useWorkspace()
  const update = useUpdateRole(id, role.id)
  // The version that the change is made from: a newer one, arriving meanwhile, must not pass for what was looked at.
  const [base, setBase] = useState(role)
  const [theirs, setTheirs] = useState<CustomRole | null>(null)
  const [initial] = useState(() => valuesOf(role))
  const { form, submit, busy, problem, clear } = useApiForm({
    initial,
    shape: roleRoutes.update.body,
    toBody: (values) => ({ ...values, version: base.version }),
    beside: { 'role.name_taken': 'name' },
    send: async (values) => {
      try {
        take(await update.mutateAsync({ ...values, version: base.version }))
        sayDone('The role is saved, in force now')
      } catch (error) {
        const current = error instanceof ApiProblem && error.code === 'role.changed_meanwhile' ? error.body.current : undefined
        if (!current) throw error
        setTheirs(current as CustomRole) // the code's answer carries the role as it stands
      }
    },
  })
  function take(next: CustomRole) {
    setBase(next)
    form.setInitialValues(valuesOf(next))
    form.setValues(valuesOf(next))
    setTheirs(null)
    clear()
  }
  const { values } = form
  const before = base.permissions
  const moved = before.length !== values.permissions.length || values.permissions.some((it) => !before.includes(it))
  const [permissions] = useDebouncedValue(values.permissions, 300)
  const dirty = moved || values.name !== base.name || values.description !== base.description
  const ask = useAskFirst({
    change: moved ? { kind: 'update', roleId: role.id, permissions: values.permissions } : null,
    isValid: () => !form.validate().hasErrors,
    submit: () => submit(),
  })
  const outdated = role.version > base.version
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a newer role is taken over, and only into an untouched form
  useEffect(() => {
    if (!dirty && outdated) take(role)
  }, [role.version])
  return (
    <form onSubmit={ask.onSubmit} noValidate>
      {dirty && outdated && !theirs ? (
        <Notice
          tone="warn"
          live
          title="Somebody changed this role meanwhile"
          actions={
            <Button size="xs" variant="default" onClick={() => setTheirs(role)}>
              Look at what changed
            </Button>
          }
        >
          Yours is not saved and not lost.
        </Notice>
      ) : null}
      <Section title="What it is" framed>
        <Stack gap="sm" maw={520}>
          <TextInput label="Name" autoComplete="off" disabled={!role.can.manage} {...form.getInputProps('name')} />
          <Textarea label="Description" disabled={!role.can.manage} {...form.getInputProps('description')} />
        </Stack>
      </Section>
      <Section title="What it allows">
        <PermissionPicker
          value={values.permissions}
          onChange={(next) => form.setFieldValue('permissions', next)}
          error={form.errors.permissions}
          disabled={!role.can.manage}
        />
      </Section>
      {moved ? (
        <Section title="What that changes" framed>
          <ImpactOf change={{ kind: 'update', roleId: role.id, permissions }} />
        </Section>
      ) : null}
      {problem ? <ErrorState error={problem} /> : null}
      {role.can.manage ? (
        <Group gap="xs" mb="xl">
          <Button type="submit" loading={busy} disabled={!dirty}>
            Save the role
          </Button>
          {dirty ? (
            <Button variant="default" onClick={() => take(role)}>
              Leave it as it is
            </Button>
          ) : (
            <Text size="sm" c="dimmed">
              Nothing is changed.
            </Text>
          )}
        </Group>
      ) : null}
      <ImpactDialog
        change={ask.asked}
        onClose={ask.close}
        title={`Save ${values.name}?`}
        act="Save it"
        onConfirm={async () => submit()}
      />
      {theirs ? (
        <RoleConflict
          theirs={theirs}
          mine={values}
          before={base}
          onClose={() => setTheirs(null)}
          onTakeTheirs={() => take(theirs)}
          onMerge={(merged) => {
            setBase(theirs)
            form.setInitialValues(valuesOf(theirs))
            form.setValues(merged)
            setTheirs(null)
          }}
        />
      ) : null}
    </form>
  )
}
