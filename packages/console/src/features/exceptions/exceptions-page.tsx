import { exceptionRoutes, exceptionStates, type PolicyException } from '@bailiwick/contracts'
import { Button, Group, Select, Text, Textarea } from '@mantine/core'
import { IconClockShield, IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { curlOf } from '../../api/curl.ts'
import { exceptionsQuery, useRevokeException } from '../../api/queries/exceptions.ts'
import { itemsOf } from '../../api/queries/paging.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { type Column, CountLine, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar } from '../../ui/filter-bar.tsx'
import { TextLink } from '../../ui/link.tsx'
import { sayDone } from '../../ui/notify.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'
import { When } from '../../ui/time.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'
import { count } from '../../ui/words.ts'
import { DecideDialog } from './decide-dialog.tsx'
import { ExceptionStateMark, exceptionWords } from './exception-state.tsx'
import { GrantDialog } from './grant-dialog.tsx'

const shape = z.object({
  state: z.enum(exceptionStates).optional(),
  personId: z.string().optional(),
  do: z.literal('grant').optional(),
  email: z.string().optional(),
  decide: z.string().optional(),
})

/** Who has another policy for a time, who asks for one, and what became of earlier ones. */
export function ExceptionsPage() {
  const { id, at, can } = useWorkspace()
  const [url, setUrl] = useUrlState(shape)
  const [ending, setEnding] = useState<PolicyException | null>(null)
  const query = useInfiniteQuery(exceptionsQuery(id, { state: url.state, personId: url.personId }))
  const rows = itemsOf(query.data)
  const deciding = rows.find((it) => it.id === url.decide && it.can.decide)
  const filtered = Boolean(url.state ?? url.personId)
  const grant = can('exception.grant') ? (
    <Button leftSection={<IconPlus size={17} />} onClick={() => setUrl({ do: 'grant' })}>
      Grant an exception
    </Button>
  ) : undefined
  const columns: Column<PolicyException>[] = [
    {
      key: 'person',
      title: 'Member',
      cell: (it) => (
        <>
          <TextLink to={at.lookup({ email: it.person.email })} fw={600}>
            {it.person.name}
          </TextLink>
          <Text size="xs" c="dimmed">
            {it.reason}
          </Text>
        </>
      ),
    },
    { key: 'policy', title: 'Gets', cell: (it) => <TextLink to={at.policy(it.policy.id)}>{it.policy.name}</TextLink> },
    {
      key: 'state',
      title: 'State',
      cell: (it) => (
        <>
          <ExceptionStateMark state={it.state} />
          <Text size="xs" c="dimmed">
            {it.decidedBy ? `by ${it.decidedBy.name}` : ''}
            {it.decisionNote ? ` “${it.decisionNote}”` : ''}
          </Text>
        </>
      ),
    },
    {
      key: 'until',
      title: 'Ends',
      cell: (it) =>
        it.state === 'refused' || it.state === 'withdrawn' ? (
          '—'
        ) : it.state === 'revoked' && it.decidedAt ? (
          'Ended early'
        ) : (
          <When at={it.until} />
        ),
    },
    {
      key: 'acts',
      title: 'Acts',
      quietTitle: true,
      align: 'end',
      cell: (it) =>
        it.can.decide ? (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => setUrl({ decide: it.id })}
            aria-label={`Decide on the exception of ${it.person.name}`}
          >
            Decide…
          </Button>
        ) : it.can.revoke ? (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => setEnding(it)}
            aria-label={`End the exception of ${it.person.name}`}
          >
            End it
          </Button>
        ) : null,
    },
  ]
  return (
    <>
      <PageHeader
        title="Exceptions"
        answer={query.data && !filtered ? sayExceptions(rows, query.hasNextPage) : 'Another policy for one member, until a time.'}
        actions={
          <>
            <CopyAsCall what="The exceptions" command={curlOf(exceptionRoutes.list, { params: { workspaceId: id } })} />
            {grant}
          </>
        }
      />
      {rows.length > 0 || filtered ? (
        <FilterBar
          count={
            query.data ? <CountLine shown={rows.length} more={query.hasNextPage} noun={['exception', 'exceptions']} /> : null
          }
        >
          <Select
            aria-label="State"
            placeholder="Any state"
            clearable
            w={180}
            data={exceptionStates.map((it) => ({ value: it, label: exceptionWords[it][1] }))}
            value={url.state ?? null}
            onChange={(state) => setUrl({ state: exceptionStates.find((it) => it === state) })}
          />
          {url.personId ? (
            <Group gap={6}>
              <Text size="sm">Of one member.</Text>
              <TextLink to={at.exceptions()} size="sm">
                Everybody
              </TextLink>
            </Group>
          ) : null}
        </FilterBar>
      ) : null}
      <QueryView query={query} skeleton={<TableSkeleton rows={4} />}>
        {() =>
          rows.length > 0 ? (
            <DataTable
              label="Exceptions"
              columns={columns}
              rows={rows}
              rowKey={(it) => it.id}
              stale={query.isPlaceholderData}
              isQuiet={(it) => it.state !== 'requested' && it.state !== 'granted'}
              more={query.hasNextPage ? { load: () => void query.fetchNextPage(), loading: query.isFetchingNextPage } : undefined}
            />
          ) : filtered ? (
            <EmptyState title="No exception is like that">
              <TextLink to={at.exceptions()}>See all exceptions</TextLink>
            </EmptyState>
          ) : (
            <EmptyState icon={<IconClockShield size={28} stroke={1.5} />} title="No exceptions" action={grant}>
              Somebody needs more room for a day, or must be held tighter during an audit: give them another published policy
              until a time. Members ask for one under “My policy”. It ends by itself, and Lookup says that it applies.
            </EmptyState>
          )
        }
      </QueryView>
      {url.do === 'grant' && can('exception.grant') ? (
        <GrantDialog email={url.email} onClose={() => setUrl({ do: undefined, email: undefined })} />
      ) : null}
      {deciding ? <DecideDialog key={deciding.id} exception={deciding} onClose={() => setUrl({ decide: undefined })} /> : null}
      {ending ? <EndDialog exception={ending} onClose={() => setEnding(null)} /> : null}
    </>
  )
}

function EndDialog({ exception, onClose }: { exception: PolicyException; onClose: () => void }) {
  const { id } = useWorkspace()
  const revoke = useRevokeException(id, exception.id)
  const [note, setNote] = useState('')
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={`End the exception of ${exception.person.name} now?`}
      act="End it now"
      onConfirm={async () => {
        await revoke.mutateAsync(note)
        sayDone(`${exception.person.name} gets what the rules say again`)
      }}
    >
      {exception.person.name} gets what the rules say instead of “{exception.policy.name}”, from their next fetch on: up to an
      hour.
      <Textarea label="Why" mt="sm" maxLength={500} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
    </ConfirmDialog>
  )
}

function sayExceptions(rows: PolicyException[], more: boolean): string {
  const open = rows.filter((it) => it.state === 'granted').length
  const asked = rows.filter((it) => it.state === 'requested').length
  if (open + asked === 0) return 'Everybody gets what the rules say.'
  const plus = more ? ' or more' : ''
  const has = `${open === 0 ? 'Nobody' : count(open, 'member')}${plus} ${open > 1 ? 'have' : 'has'} another policy for a time`
  return asked > 0 ? `${has}; ${count(asked, 'request')} ${asked === 1 ? 'waits' : 'wait'} for an answer.` : `${has}.`
}
