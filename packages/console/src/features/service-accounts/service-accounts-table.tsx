import type { ServiceAccount } from '@bailiwick/contracts'
import { Text } from '@mantine/core'
import { useWorkspace } from '../../shell/workspace.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { TextLink } from '../../ui/link.tsx'
import { Status } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import { count, sayList } from '../../ui/words.ts'

export function ServiceAccountsTable(props: {
  label: string
  rows: ServiceAccount[]
  stale?: boolean
  more?: { load: () => void; loading: boolean } | undefined
}) {
  const { at } = useWorkspace()
  const columns: Column<ServiceAccount>[] = [
    {
      key: 'name',
      title: 'Name',
      cell: (it) => (
        <>
          <TextLink to={at.serviceAccount(it.id)} fw={600}>
            {it.name}
          </TextLink>
          {it.description ? (
            <Text size="xs" c="dimmed" lineClamp={2}>
              {it.description}
            </Text>
          ) : null}
        </>
      ),
    },
    {
      key: 'groups',
      title: 'Groups',
      cell: (it) =>
        it.groups.length > 0 ? (
          sayList(
            it.groups.map((group) => group.name),
            3,
          )
        ) : (
          <Text span size="sm" c="dimmed">
            None
          </Text>
        ),
    },
    {
      key: 'tokens',
      title: 'Tokens',
      cell: (it) => (
        <>
          {it.activeTokens === 0 ? 'None' : count(it.activeTokens, 'token')}
          {it.nextExpiryAt ? (
            <Text size="xs" c="dimmed">
              first ends <When at={it.nextExpiryAt} />
            </Text>
          ) : null}
        </>
      ),
    },
    { key: 'used', title: 'Last used', cell: (it) => (it.lastUsedAt ? <When at={it.lastUsedAt} /> : 'Never') },
    { key: 'status', title: 'Status', cell: (it) => <ServiceAccountStatus account={it} /> },
  ]
  return (
    <DataTable
      label={props.label}
      columns={columns}
      rows={props.rows}
      rowKey={(it) => it.id}
      stale={props.stale ?? false}
      more={props.more}
      isQuiet={(it) => it.status === 'disabled'}
    />
  )
}

/** Works, is disabled, or may not use Codex although it is enabled. */
export function ServiceAccountStatus({ account }: { account: ServiceAccount }) {
  if (account.status === 'disabled') return <Status tone="quiet">Disabled</Status>
  return account.codexLocal.allowed ? <Status tone="good">Active</Status> : <Status tone="warn">May not use Codex</Status>
}
