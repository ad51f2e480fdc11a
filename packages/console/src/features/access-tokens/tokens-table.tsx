import type { AccessToken } from '@bailiwick/contracts'
import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useWorkspace } from '../../shell/workspace.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { TextLink } from '../../ui/link.tsx'
import { sayDone } from '../../ui/notify.ts'
import { Tag } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import { sayUserAgent } from '../../ui/words.ts'
import { TokenStatus } from './token-status.tsx'

/** Access tokens, each with a way to revoke it. `showOwner` names as whom each runs. */
export function TokensTable(props: {
  tokens: AccessToken[]
  label: string
  showOwner?: boolean
  onRevoke: (tokenId: string) => Promise<unknown>
  /** Begins the rotation of a token, for whoever may make another one. */
  onReplace?: ((token: AccessToken) => void) | undefined
  stale?: boolean
  more?: { load: () => void; loading: boolean } | undefined
}) {
  const [ending, setEnding] = useState<AccessToken | null>(null)
  const columns: Column<AccessToken>[] = [
    {
      key: 'name',
      title: 'Name',
      cell: (it) => (
        <>
          {it.name}
          <Text size="xs" c="dimmed">
            <code>{it.hint}…</code>
          </Text>
        </>
      ),
    },
    ...(props.showOwner ? [{ key: 'owner', title: 'Runs as', cell: (it: AccessToken) => <Owner token={it} /> }] : []),
    { key: 'status', title: 'Status', cell: (it) => <TokenStatus token={it} /> },
    { key: 'ends', title: 'Ends', cell: (it) => (it.expiresAt ? <When at={it.expiresAt} /> : 'Never') },
    {
      key: 'used',
      title: 'Last used',
      cell: (it) =>
        it.lastUsedAt ? (
          <>
            <When at={it.lastUsedAt} />
            {it.lastUsedBy || it.lastUsedFrom ? (
              <Text size="xs" c="dimmed" className="bw-break" maw="26ch">
                {[it.lastUsedBy ? sayUserAgent(it.lastUsedBy) : '', it.lastUsedFrom ? `from ${it.lastUsedFrom}` : '']
                  .filter(Boolean)
                  .join(' ')}
              </Text>
            ) : null}
          </>
        ) : (
          'Never'
        ),
    },
    {
      key: 'created',
      title: 'Created',
      cell: (it) => (
        <>
          <When at={it.createdAt} />
          {it.createdBy && it.createdBy.id !== it.owner.id ? (
            <Text size="xs" c="dimmed">
              by {it.createdBy.name}
            </Text>
          ) : null}
        </>
      ),
    },
    {
      key: 'act',
      title: 'Action',
      quietTitle: true,
      align: 'end',
      cell: (it) =>
        it.status === 'active' || it.status === 'suspended' ? (
          <Group gap={6} justify="flex-end" wrap="nowrap">
            {props.onReplace && !it.replacedBy ? (
              <Button size="compact-sm" variant="default" onClick={() => props.onReplace?.(it)} aria-label={`Replace ${it.name}`}>
                Replace
              </Button>
            ) : null}
            {it.can.revoke ? (
              <Button size="compact-sm" variant="default" onClick={() => setEnding(it)} aria-label={`Revoke ${it.name}`}>
                Revoke
              </Button>
            ) : (
              <Text size="xs" c="dimmed" maw="22ch">
                {it.can.why}
              </Text>
            )}
          </Group>
        ) : null,
    },
  ]
  return (
    <>
      <DataTable
        label={props.label}
        columns={columns}
        rows={props.tokens}
        rowKey={(it) => it.id}
        isQuiet={(it) => it.status !== 'active' && it.status !== 'suspended'}
        stale={props.stale ?? false}
        more={props.more}
      />
      <ConfirmDialog
        opened={ending !== null}
        onClose={() => setEnding(null)}
        title={`Revoke ${ending?.name ?? ''}?`}
        act="Revoke the token"
        danger
        onConfirm={async () => {
          if (ending) await props.onRevoke(ending.id)
          sayDone('The token is revoked')
        }}
      >
        Codex that runs with it is refused at once
        {ending?.lastUsedAt ? (
          <>
            {' '}
            (last used <When at={ending.lastUsedAt} />)
          </>
        ) : (
          ' (it was never used)'
        )}
        . A revoked token cannot be brought back. To rotate one, create another, put it where the secret is kept, try it, then
        revoke this.
      </ConfirmDialog>
    </>
  )
}

function Owner({ token: { owner } }: { token: AccessToken }) {
  const { at, can } = useWorkspace()
  if (owner.kind === 'service_account') {
    return (
      <>
        {can('service_account.manage') ? <TextLink to={at.serviceAccount(owner.id)}>{owner.name}</TextLink> : owner.name}{' '}
        <Tag>service account</Tag>
      </>
    )
  }
  return (
    <>
      {can('member.read') ? <TextLink to={at.member(owner.id)}>{owner.name}</TextLink> : owner.name}
      <Text size="xs" c="dimmed">
        {owner.email}
      </Text>
    </>
  )
}
