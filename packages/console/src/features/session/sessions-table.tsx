import type { Session } from '@bailiwick/contracts'
import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Status } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import { sayUserAgent } from '../../ui/words.ts'
import { isSingleSignOn, sayMethod } from './sign-in-words.ts'

/** Console sign-ins: by which browser, how they were proved, from where, and what they open. */
export function SessionsTable(props: {
  sessions: Session[]
  /** Names the one workspace that a sign-in opens. */
  nameOf: (workspaceId: string) => string
  act?: ((session: Session) => ReactNode) | undefined
}) {
  const { act } = props
  const columns: Column<Session>[] = [
    {
      key: 'browser',
      title: 'Browser',
      cell: (it) => (
        <>
          {sayUserAgent(it.userAgent)}
          <Text size="xs" c="dimmed">
            <code>{it.address}</code>
          </Text>
        </>
      ),
    },
    {
      key: 'method',
      title: 'Signed in by',
      cell: (it) => (
        <>
          {sayMethod(it.method)}
          <Text size="xs" c="dimmed">
            {sayFactor(it)}
          </Text>
        </>
      ),
    },
    {
      key: 'opens',
      title: 'Opens',
      cell: (it) => (it.workspaceId ? `${props.nameOf(it.workspaceId)} only` : 'Every workspace'),
    },
    { key: 'created', title: 'Since', cell: (it) => <When at={it.createdAt} /> },
    {
      key: 'seen',
      title: 'Last seen',
      cell: (it) => (it.current ? <Status tone="good">This browser</Status> : <When at={it.lastSeenAt} />),
    },
    { key: 'ends', title: 'Ends', cell: (it) => <When at={it.expiresAt} /> },
  ]
  if (act) columns.push({ key: 'act', title: 'Action', quietTitle: true, align: 'end', cell: act })
  return <DataTable label="Sessions" columns={columns} rows={props.sessions} rowKey={(it) => it.id} />
}

function sayFactor(session: Session): string {
  if (session.secondFactor) return 'with a second factor'
  return isSingleSignOn(session.method) ? 'factors are the provider’s' : 'no second factor'
}
