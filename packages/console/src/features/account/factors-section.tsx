import type { Factor, Factors } from '@bailiwick/contracts'
import { Button, Group, Stack, Text } from '@mantine/core'
import { IconShieldLock } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useRemoveFactor } from '../../api/queries/factors.ts'
import { meQuery } from '../../api/queries/me.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Notice } from '../../ui/notice.tsx'
import { sayDone } from '../../ui/notify.ts'
import { When } from '../../ui/time.tsx'
import { sayList } from '../../ui/words.ts'
import { factorKinds } from '../session/sign-in-words.ts'
import { AddFactor } from './add-factor.tsx'
import { RenameFactorDialog } from './rename-factor-dialog.tsx'

/** A person's authenticator apps and passkeys, and the ways to add one. */
export function FactorsSection({ factors }: { factors: Factors }) {
  const { data: me } = useSuspenseQuery(meQuery)
  const [renaming, setRenaming] = useState<Factor | null>(null)
  const [removing, setRemoving] = useState<Factor | null>(null)
  const remove = useRemoveFactor()
  const { items, requiredBy, can } = factors
  const add = <AddFactor factors={factors} email={me.email} />
  return (
    <Stack gap="sm">
      {requiredBy.length > 0 && items.length === 0 ? (
        <Notice tone="warn" title={`${sayList(requiredBy)} ${requiredBy.length === 1 ? 'asks' : 'ask'} for a second factor`}>
          Until you have one, you get no further than this page there.
        </Notice>
      ) : null}
      {items.length === 0 ? (
        <EmptyState icon={<IconShieldLock size={26} />} title="No second factor yet" action={can.change ? add : undefined}>
          A passkey is the quickest: finger, face or PIN instead of typing. An authenticator app on your phone works everywhere.
          Recovery codes come with the first one.
        </EmptyState>
      ) : (
        <>
          <DataTable
            label="Second factors"
            columns={columnsOf(can.change, setRenaming, setRemoving)}
            rows={items}
            rowKey={(it) => it.id}
          />
          {can.change ? add : null}
        </>
      )}
      {can.change || !can.why ? null : (
        <Text size="sm" c="dimmed">
          {can.why}
        </Text>
      )}
      {renaming ? <RenameFactorDialog factor={renaming} onClose={() => setRenaming(null)} /> : null}
      <ConfirmDialog
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={`Remove ${removing?.name ?? ''}?`}
        act="Remove it"
        danger
        onConfirm={async () => {
          if (removing) await remove.mutateAsync(removing.id)
          sayDone(`${removing?.name} is removed`)
        }}
      >
        {items.length > 1
          ? 'It signs you in no more. Your other factors stay.'
          : `It is your only second factor: then your password alone signs you in, and your recovery codes end.${
              requiredBy.length > 0 ? ` ${sayList(requiredBy)} will refuse that.` : ''
            }`}
      </ConfirmDialog>
    </Stack>
  )
}

function columnsOf(change: boolean, rename: (factor: Factor) => void, remove: (factor: Factor) => void): Column<Factor>[] {
  const columns: Column<Factor>[] = [
    {
      key: 'name',
      title: 'Name',
      cell: (it) => (
        <Text span size="sm" fw={600}>
          {it.name}
        </Text>
      ),
    },
    {
      key: 'kind',
      title: 'Kind',
      cell: (it) => (
        <>
          {factorKinds[it.kind]}
          {it.backedUp === null ? null : (
            <Text size="xs" c="dimmed">
              {it.backedUp ? 'synchronised between your devices' : 'on one device only'}
            </Text>
          )}
        </>
      ),
    },
    { key: 'created', title: 'Added', cell: (it) => <When at={it.createdAt} /> },
    { key: 'used', title: 'Last used', cell: (it) => (it.lastUsedAt ? <When at={it.lastUsedAt} /> : 'Never') },
  ]
  if (!change) return columns
  return [
    ...columns,
    {
      key: 'act',
      title: 'Actions',
      quietTitle: true,
      align: 'end',
      cell: (it) => (
        <Group gap={6} justify="flex-end" wrap="nowrap">
          <Button size="compact-sm" variant="default" aria-label={`Rename ${it.name}`} onClick={() => rename(it)}>
            Rename
          </Button>
          <Button size="compact-sm" variant="default" aria-label={`Remove ${it.name}`} onClick={() => remove(it)}>
            Remove
          </Button>
        </Group>
      ),
    },
  ]
}
