import type { Member, memberSignInRoutes, ReturnsOf, Session } from '@bailiwick/contracts'
import { Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  memberSignInsQuery,
  useEndMemberSession,
  useEndMemberSessions,
  useResetFactors,
} from '../../api/queries/member-sign-ins.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { sayDone } from '../../ui/notify.ts'
import { QueryView } from '../../ui/query-view.tsx'
import { Section } from '../../ui/section.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'
import { Status } from '../../ui/status.tsx'
import { count, sayList, sayUserAgent } from '../../ui/words.ts'
import { SessionsTable } from '../session/sessions-table.tsx'
import { factorKinds } from '../session/sign-in-words.ts'

/** Where a member is signed in to the console and with what they prove who they are; for whoever may manage them. */
export function MemberSignIns({ member }: { member: Member }) {
  const { id } = useWorkspace()
  const query = useQuery(memberSignInsQuery(id, member.id))
  return (
    <Section title="Console sign-ins" description="As far as they open this workspace.">
      <QueryView query={query} skeleton={<TableSkeleton rows={2} />}>
        {(signIns) => <SignIns member={member} signIns={signIns} />}
      </QueryView>
    </Section>
  )
}

type Asking = { kind: 'end'; session: Session } | { kind: 'all' } | { kind: 'factors' } | null

function SignIns({ member, signIns }: { member: Member; signIns: ReturnsOf<typeof memberSignInRoutes.list> }) {
  const { id, name } = useWorkspace()
  const end = useEndMemberSession(id, member.id)
  const endAll = useEndMemberSessions(id, member.id)
  const reset = useResetFactors(id, member.id)
  const [asking, setAsking] = useState<Asking>(null)
  const { sessions, factors } = signIns
  const close = () => setAsking(null)
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="md">
        <Status tone={factors.length > 0 ? 'good' : 'warn'}>
          {factors.length > 0
            ? `Second factor: ${sayList(factors.map((it) => factorKinds[it].toLowerCase()))}`
            : 'No second factor'}
        </Status>
        <Group gap="xs">
          {factors.length > 0 ? (
            <Button size="xs" variant="default" onClick={() => setAsking({ kind: 'factors' })}>
              Remove their second factors
            </Button>
          ) : null}
          {sessions.length > 1 ? (
            <Button size="xs" variant="default" onClick={() => setAsking({ kind: 'all' })}>
              End all sessions
            </Button>
          ) : null}
        </Group>
      </Group>
      {sessions.length === 0 ? (
        <Text size="sm" c="dimmed">
          {member.name} is not signed in to the console.
        </Text>
      ) : (
        <SessionsTable
          sessions={sessions}
          nameOf={() => name}
          act={(session) => (
            <Button size="compact-sm" variant="default" onClick={() => setAsking({ kind: 'end', session })}>
              End
            </Button>
          )}
        />
      )}
      <ConfirmDialog
        opened={asking?.kind === 'end'}
        onClose={close}
        title="End this session?"
        act="End the session"
        onConfirm={async () => {
          if (asking?.kind === 'end') await end.mutateAsync(asking.session.id)
          sayDone('The session has ended')
        }}
      >
        {asking?.kind === 'end'
          ? `${sayUserAgent(asking.session.userAgent)} at ${asking.session.address} is signed out at once. ${member.name} may sign in again.`
          : null}
      </ConfirmDialog>
      <ConfirmDialog
        opened={asking?.kind === 'all'}
        onClose={close}
        title={`End all sessions of ${member.name}?`}
        act="End all sessions"
        danger
        onConfirm={async () => {
          const { ended } = await endAll.mutateAsync()
          sayDone(`${count(ended, 'session has', 'sessions have')} ended`)
        }}
      >
        {count(sessions.length, 'console session')} that {sessions.length === 1 ? 'opens' : 'open'} this workspace{' '}
        {sessions.length === 1 ? 'ends' : 'end'} at once. Codex clients stay signed in. To keep {member.name} out, deactivate
        them.
      </ConfirmDialog>
      <ConfirmDialog
        opened={asking?.kind === 'factors'}
        onClose={close}
        title={`Remove the second factors of ${member.name}?`}
        act="Remove them"
        danger
        onConfirm={async () => {
          await reset.mutateAsync(undefined)
          sayDone(`${member.name} signs in with the password alone until they add a factor`)
        }}
      >
        For somebody who lost them: passkeys, authenticator apps and recovery codes all go, in every workspace, and their sessions
        end. Until they add one again, their password alone signs them in. Make sure that it is {member.name} who asks: call them
        on a number that you know.
      </ConfirmDialog>
    </Stack>
  )
}
