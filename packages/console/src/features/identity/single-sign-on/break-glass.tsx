import type { SingleSignOn } from '@bailiwick/contracts'
import { Button, Group, Select, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ownersQuery } from '../../../api/queries/members.ts'
import { useSeal, useUnseal } from '../../../api/queries/single-sign-on.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { type Column, DataTable } from '../../../ui/data-table.tsx'
import { ErrorState } from '../../../ui/error-state.tsx'
import { TextLink } from '../../../ui/link.tsx'
import { sayDone } from '../../../ui/notify.ts'
import { Section } from '../../../ui/section.tsx'
import { Status } from '../../../ui/status.tsx'
import { When } from '../../../ui/time.tsx'

type Sealed = SingleSignOn['breakGlass'][number]

/** Owners who come in with a passkey on the day when the identity provider is down or its certificate has expired. */
export function BreakGlass({ sso }: { sso: SingleSignOn }) {
  const { id, at } = useWorkspace()
  const unseal = useUnseal(id)
  const [leaving, setLeaving] = useState<Sealed | null>(null)
  const columns: Column<Sealed>[] = [
    {
      key: 'name',
      title: 'Owner',
      cell: (it) => (
        <>
          <TextLink to={at.member(it.id)} fw={600}>
            {it.name}
          </TextLink>
          <Text size="xs" c="dimmed">
            {it.email}
          </Text>
        </>
      ),
    },
    {
      key: 'state',
      title: 'State',
      cell: (it) =>
        !it.active ? (
          <Status tone="bad">No active owner any more</Status>
        ) : it.hasPasskey ? (
          <Status tone="good">Ready</Status>
        ) : (
          <Status tone="bad">Has no passkey any more</Status>
        ),
    },
    { key: 'used', title: 'Last used', cell: (it) => (it.lastUsedAt ? <When at={it.lastUsedAt} /> : 'Never') },
  ]
  if (sso.can.change) {
    columns.push({
      key: 'act',
      title: 'Action',
      quietTitle: true,
      align: 'end',
      cell: (it) => (
        <Button size="compact-sm" variant="default" aria-label={`Take back from ${it.name}`} onClick={() => setLeaving(it)}>
          Take back
        </Button>
      ),
    })
  }
  return (
    <Section
      title="Break-glass"
      description="Owners sealed for the day when the identity provider fails: they come in with a passkey although single sign-on is enforced. Each use is told to everybody."
    >
      <Stack gap="sm">
        {sso.breakGlass.length > 0 ? (
          <DataTable label="Sealed owners" columns={columns} rows={sso.breakGlass} rowKey={(it) => it.id} />
        ) : (
          <Text size="sm">Nobody is sealed yet. Name at least one owner, better two, before single sign-on is enforced.</Text>
        )}
        {sso.can.change ? <SealForm sealed={sso.breakGlass} /> : null}
      </Stack>
      <ConfirmDialog
        opened={leaving !== null}
        onClose={() => setLeaving(null)}
        title={`No longer let ${leaving?.name ?? ''} in?`}
        act="Take it back"
        danger
        onConfirm={async () => {
          if (leaving) await unseal.mutateAsync(leaving.id)
          sayDone(`${leaving?.name} is no longer sealed`)
        }}
      >
        When the identity provider fails, {leaving?.name} waits like everybody else.
      </ConfirmDialog>
    </Section>
  )
}

function SealForm({ sealed }: { sealed: Sealed[] }) {
  const { id } = useWorkspace()
  const owners = useQuery(ownersQuery(id))
  const seal = useSeal(id)
  const [chosen, setChosen] = useState<string | null>(null)
  const choices = (owners.data ?? []).filter((it) => !sealed.some((other) => other.id === it.id))
  if (choices.length === 0) return null
  return (
    <>
      {seal.error ? <ErrorState error={seal.error} /> : null}
      <Group gap="xs">
        <Select
          aria-label="Owner to seal"
          placeholder="Choose an owner"
          w={{ base: '100%', xs: 260 }}
          data={choices.map((it) => ({ value: it.id, label: `${it.name} (${it.email})` }))}
          value={chosen}
          onChange={setChosen}
        />
        <Button
          variant="default"
          disabled={!chosen}
          loading={seal.isPending}
          onClick={() =>
            chosen
              ? seal.mutate(chosen, {
                  onSuccess: () => {
                    setChosen(null)
                    sayDone('Sealed: they come in with their passkey when single sign-on fails')
                  },
                })
              : undefined
          }
        >
          Seal them
        </Button>
      </Group>
    </>
  )
}
