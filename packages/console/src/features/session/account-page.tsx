import { type Session, sessionRoutes } from '@bailiwick/contracts'
import { Button, Checkbox, Group, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { meQuery, sessionsQuery, useChangePassword, useEndSession, useRename } from '../../api/queries/me.ts'
import { useApiForm } from '../../api/use-api-form.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { sayDone } from '../../ui/notify.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Section } from '../../ui/section.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'
import { Status } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import { count, sayUserAgent } from '../../ui/words.ts'
import { NewPasswordInput } from './new-password-input.tsx'

export function AccountPage() {
  const { data: me } = useSuspenseQuery(meQuery)
  const sessions = useQuery(sessionsQuery)
  const answer = sessions.data ? `${me.email}, signed in at ${count(sessions.data.length, 'place')}.` : me.email
  return (
    <>
      <PageHeader title="Sign-in and security" answer={answer} />
      <Section title="Where you are signed in" description="Ending a session signs that browser out at once.">
        <QueryView query={sessions} skeleton={<TableSkeleton rows={2} />}>
          {(all) => <Sessions sessions={all} />}
        </QueryView>
      </Section>
      <Section title="Name" framed>
        <NameForm name={me.name} />
      </Section>
      <Section
        title="Password"
        description="Changing it ends your other sessions; Codex clients stay signed in unless you say so."
        framed
      >
        <PasswordForm email={me.email} />
      </Section>
    </>
  )
}

function Sessions({ sessions }: { sessions: Session[] }) {
  const end = useEndSession()
  const [ending, setEnding] = useState<Session | null>(null)
  const columns: Column<Session>[] = [
    { key: 'browser', title: 'Browser', cell: (it) => sayUserAgent(it.userAgent) },
    { key: 'address', title: 'Address', cell: (it) => <code>{it.address}</code> },
    { key: 'created', title: 'Signed in', cell: (it) => <When at={it.createdAt} /> },
    {
      key: 'seen',
      title: 'Last seen',
      cell: (it) => (it.current ? <Status tone="good">This browser</Status> : <When at={it.lastSeenAt} />),
    },
    {
      key: 'act',
      title: 'Action',
      quietTitle: true,
      align: 'end',
      cell: (it) =>
        it.current ? null : (
          <Button size="compact-sm" variant="default" onClick={() => setEnding(it)}>
            End
          </Button>
        ),
    },
  ]
  return (
    <>
      <DataTable label="Sessions" columns={columns} rows={sessions} rowKey={(it) => it.id} />
      <ConfirmDialog
        opened={ending !== null}
        onClose={() => setEnding(null)}
        title="End this session?"
        act="End the session"
        onConfirm={async () => {
          if (ending) await end.mutateAsync(ending.id)
          sayDone('The session has ended')
        }}
      >
        {ending ? `${sayUserAgent(ending.userAgent)} at ${ending.address} has to sign in again.` : null}
      </ConfirmDialog>
    </>
  )
}

function NameForm({ name }: { name: string }) {
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

function PasswordForm({ email }: { email: string }) {
  const change = useChangePassword()
  const { form, submit, busy, problem } = useApiForm({
    initial: { current: '', next: '', signOutClients: false },
    shape: sessionRoutes.changePassword.body,
    beside: { 'password.wrong': 'current' },
    send: (values) => change.mutateAsync(values),
    onDone: () => {
      const clients = form.values.signOutClients ? ' and your Codex clients are signed out' : ''
      form.reset()
      sayDone(`Your password is changed; your other sessions have ended${clients}`)
    },
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm" maw={420}>
        {problem ? <ErrorState error={problem} /> : null}
        <input type="email" autoComplete="username" value={email} readOnly hidden />
        <PasswordInput
          label="Current password"
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password', tabIndex: 0 }}
          {...form.getInputProps('current')}
        />
        <NewPasswordInput label="New password" {...form.getInputProps('next')} />
        <Checkbox label="Also sign out my Codex clients" {...form.getInputProps('signOutClients', { type: 'checkbox' })} />
        <Group>
          <Button type="submit" loading={busy}>
            Change the password
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
