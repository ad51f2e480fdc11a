import type { IdentityProvider, SsoAttempt } from '@bailiwick/contracts'
import { Button, Stack, Text } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { attemptsQuery } from '../../../api/queries/single-sign-on.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { type Column, DataTable } from '../../../ui/data-table.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { QueryView } from '../../../ui/query-view.tsx'
import { TableSkeleton } from '../../../ui/skeletons.tsx'
import { Status } from '../../../ui/status.tsx'
import { When } from '../../../ui/time.tsx'
import { AttemptView } from './attempt-view.tsx'

/** The last sign-ins and tests: what was asserted, what came of it and why. One of them is spread out. */
export function Attempts(props: {
  provider: IdentityProvider
  shown: string | undefined
  onShow: (attemptId: string | undefined) => void
}) {
  const { id } = useWorkspace()
  const query = useQuery(attemptsQuery(id, props.provider.id))
  return (
    <QueryView query={query} skeleton={<TableSkeleton rows={3} />}>
      {(attempts) => {
        const shown = attempts.find((it) => it.id === props.shown)
        return attempts.length === 0 ? (
          <EmptyState icon={<IconHistory size={26} />} title="Nobody has tried it yet">
            Test the sign-in: you go to {props.provider.name}, sign in there, and come back here. The test signs nobody in; it
            shows what was asserted and whether it would be accepted.
          </EmptyState>
        ) : (
          <Stack gap="lg">
            {shown ? (
              <AttemptView key={shown.id} attempt={shown} provider={props.provider} onClose={() => props.onShow(undefined)} />
            ) : null}
            <DataTable label="Last sign-ins" columns={columnsOf(props.onShow)} rows={attempts} rowKey={(it) => it.id} />
          </Stack>
        )
      }}
    </QueryView>
  )
}

function AttemptOutcome({ attempt }: { attempt: Pick<SsoAttempt, 'outcome'> }) {
  switch (attempt.outcome) {
    case 'signed_in':
      return <Status tone="good">Signed in</Status>
    case 'tested':
      return <Status tone="good">Test passed</Status>
    case 'refused':
      return <Status tone="bad">Refused</Status>
  }
}

function columnsOf(onShow: (attemptId: string) => void): Column<SsoAttempt>[] {
  return [
    { key: 'at', title: 'When', width: '9rem', cell: (it) => <When at={it.at} /> },
    {
      key: 'outcome',
      title: 'Outcome',
      width: '9rem',
      cell: (it) => (
        <>
          <AttemptOutcome attempt={it} />
          {it.test && it.outcome === 'refused' ? (
            <Text size="xs" c="dimmed">
              test
            </Text>
          ) : null}
        </>
      ),
    },
    { key: 'who', title: 'Who', cell: (it) => it.person?.name ?? it.email ?? it.subject ?? 'Nobody was named' },
    { key: 'why', title: 'Why', cell: (it) => <span className="bw-break">{it.because}</span> },
    { key: 'from', title: 'From', cell: (it) => <code>{it.address}</code> },
    {
      key: 'act',
      title: 'Action',
      quietTitle: true,
      align: 'end',
      cell: (it) => (
        <Button size="compact-sm" variant="default" onClick={() => onShow(it.id)}>
          What was asserted
        </Button>
      ),
    },
  ]
}
