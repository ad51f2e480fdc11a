import { type Enrolment, enrolmentRoutes } from '@bailiwick/contracts'
import { Button, Text } from '@mantine/core'
import { IconPlus, IconServer } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { curlOf } from '../../api/curl.ts'
import { enrolmentsQuery, useRevokeEnrolment } from '../../api/queries/enrolments.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { TextLink } from '../../ui/link.tsx'
import { sayDone } from '../../ui/notify.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'
import { Status } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'
import { count } from '../../ui/words.ts'
import { CreateEnrolmentDialog } from './create-enrolment-dialog.tsx'
import { SignInFirst } from './sign-in-first.tsx'

const shape = z.object({ do: z.literal('create').optional() })

/** Addresses that give a machine its policy, whoever works on it. */
export function EnrolmentsPage() {
  const { id, at, can } = useWorkspace()
  const [url, setUrl] = useUrlState(shape)
  const query = useQuery(enrolmentsQuery(id))
  const create = can('policy.manage') ? (
    <Button leftSection={<IconPlus size={17} />} onClick={() => setUrl({ do: 'create' })}>
      Make an address
    </Button>
  ) : undefined
  return (
    <>
      <PageHeader
        title="Enrolment addresses"
        answer={query.data ? sayAddresses(query.data) : 'Addresses that give a machine its policy, whoever works on it.'}
        actions={
          <>
            <CopyAsCall what="The addresses" command={curlOf(enrolmentRoutes.list, { params: { workspaceId: id } })} />
            {query.data?.length ? create : null}
          </>
        }
      />
      <QueryView query={query} skeleton={<TableSkeleton rows={3} />}>
        {(all) =>
          all.length > 0 ? (
            <>
              <Addresses all={all} />
              <SignInFirst />
            </>
          ) : (
            <EmptyState
              icon={<IconServer size={28} stroke={1.5} />}
              title="No address yet"
              action={create}
              more={<TextLink to={at.connect()}>Connect by sign-in instead</TextLink>}
            >
              For machines whose policy goes by the machine and not by the person, such as build runners and shared hosts: their
              device file names an address, and whoever works there gets the policy of its group. It carries no identity, so where
              people have machines of their own, the policy by sign-in is the better way.
            </EmptyState>
          )
        }
      </QueryView>
      <CreateEnrolmentDialog opened={url.do === 'create'} onClose={() => setUrl({ do: undefined })} />
    </>
  )
}

function Addresses({ all }: { all: Enrolment[] }) {
  const { id, at, can } = useWorkspace()
  const revoke = useRevokeEnrolment(id)
  const [ending, setEnding] = useState<Enrolment | null>(null)
  const columns: Column<Enrolment>[] = [
    {
      key: 'name',
      title: 'Name',
      cell: (it) => (
        <>
          <Text span inherit fw={600}>
            {it.name}
          </Text>
          <Text size="xs" c="dimmed">
            Ends in <code>{it.hint}</code>
          </Text>
        </>
      ),
    },
    {
      key: 'group',
      title: 'Serves the policy of',
      cell: (it) => (it.group ? <TextLink to={at.lookup({ group: it.group.id })}>{it.group.name}</TextLink> : 'The default'),
    },
    {
      key: 'state',
      title: 'State',
      cell: (it) => (it.revokedAt ? <Status tone="quiet">Revoked</Status> : <Status tone="good">Active</Status>),
    },
    { key: 'used', title: 'Last fetch', cell: (it) => (it.lastUsedAt ? <When at={it.lastUsedAt} /> : 'Never') },
    {
      key: 'created',
      title: 'Made',
      cell: (it) => (
        <>
          <When at={it.createdAt} />
          {it.createdBy ? ` by ${it.createdBy.name}` : ''}
        </>
      ),
    },
    {
      key: 'act',
      title: 'Action',
      quietTitle: true,
      align: 'end',
      cell: (it) =>
        it.revokedAt || !can('policy.manage') ? null : (
          <Button size="compact-sm" variant="default" onClick={() => setEnding(it)} aria-label={`Revoke ${it.name}`}>
            Revoke
          </Button>
        ),
    },
  ]
  return (
    <>
      <div style={{ marginBottom: 'var(--mantine-spacing-xl)' }}>
        <DataTable
          label="Enrolment addresses"
          columns={columns}
          rows={all}
          rowKey={(it) => it.id}
          isQuiet={(it) => it.revokedAt !== null}
        />
      </div>
      <ConfirmDialog
        opened={ending !== null}
        onClose={() => setEnding(null)}
        title={`Revoke ${ending?.name ?? ''}?`}
        act="Revoke the address"
        danger
        onConfirm={async () => {
          if (ending) await revoke.mutateAsync(ending.id)
          sayDone('The address is revoked')
        }}
      >
        Machines that use it
        {ending?.lastUsedAt ? (
          <>
            {' '}
            (last fetch <When at={ending.lastUsedAt} />)
          </>
        ) : (
          ' (none has fetched yet)'
        )}{' '}
        get no policy any more. A client keeps what it fetched for up to an hour; then Codex does not start on them until the
        device file names another address or none. A revoked address cannot be brought back.
      </ConfirmDialog>
    </>
  )
}

function sayAddresses(all: Enrolment[]): string {
  const open = all.filter((it) => it.revokedAt === null)
  if (open.length === 0) return 'No machine gets its policy by an address.'
  const used = open.filter((it) => it.lastUsedAt !== null).length
  const said = `${count(open.length, 'address', 'addresses')} ${open.length === 1 ? 'gives' : 'give'} machines their policy, whoever works there`
  if (used === open.length) return `${said}.`
  return open.length === 1 ? `${said}; no machine has asked yet.` : `${said}; ${open.length - used} of them nobody has asked yet.`
}
