import type { Me, Session } from '@bailiwick/contracts'
import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import { useEndOtherSessions, useEndSession } from '../../api/queries/me.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { sayDone } from '../../ui/notify.ts'
import { count, sayUserAgent } from '../../ui/words.ts'
import { SessionsTable } from '../session/sessions-table.tsx'

export function OwnSessions({ sessions, me }: { sessions: Session[]; me: Me }) {
  const end = useEndSession()
  const endOthers = useEndOtherSessions()
  const [ending, setEnding] = useState<Session | 'others' | null>(null)
  const others = sessions.filter((it) => !it.current)
  const nameOf = (id: string) => me.workspaces.find((it) => it.id === id)?.name ?? 'another workspace'
  return (
    <>
      <SessionsTable
        sessions={sessions}
        nameOf={nameOf}
        act={(it) =>
          it.current ? null : (
            <Button size="compact-sm" variant="default" onClick={() => setEnding(it)}>
              End
            </Button>
          )
        }
      />
      {others.length > 0 ? (
        <Group mt="sm">
          <Button variant="default" onClick={() => setEnding('others')}>
            Sign out everywhere else
          </Button>
        </Group>
      ) : null}
      <ConfirmDialog
        opened={ending !== null && ending !== 'others'}
        onClose={() => setEnding(null)}
        title="End this session?"
        act="End the session"
        onConfirm={async () => {
          if (ending && ending !== 'others') await end.mutateAsync(ending.id)
          sayDone('The session has ended')
        }}
      >
        {ending && ending !== 'others' ? `${sayUserAgent(ending.userAgent)} at ${ending.address} has to sign in again.` : null}
      </ConfirmDialog>
      <ConfirmDialog
        opened={ending === 'others'}
        onClose={() => setEnding(null)}
        title="Sign out everywhere else?"
        act="Sign out everywhere else"
        onConfirm={async () => {
          const { ended } = await endOthers.mutateAsync()
          sayDone(`${count(ended, 'session has', 'sessions have')} ended`)
        }}
      >
        {count(others.length, 'other session')} of yours {others.length === 1 ? 'ends' : 'end'} at once. This browser stays signed
        in, and so do your Codex clients.
      </ConfirmDialog>
    </>
  )
}
