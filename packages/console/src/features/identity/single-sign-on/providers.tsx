import type { IdentityProvider, SingleSignOn } from '@bailiwick/contracts'
import { Text } from '@mantine/core'
import { IconLockAccess, IconPlus } from '@tabler/icons-react'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { type Column, DataTable } from '../../../ui/data-table.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { LinkButton, TextLink } from '../../../ui/link.tsx'
import { Section } from '../../../ui/section.tsx'
import { Status } from '../../../ui/status.tsx'
import { When } from '../../../ui/time.tsx'
import { daysOf, sayDays } from './certificates.tsx'
import { protocols } from './protocols.ts'

export function Providers({ sso }: { sso: SingleSignOn }) {
  const { at } = useWorkspace()
  const add = sso.can.change ? (
    <LinkButton to={at.newProvider()} leftSection={<IconPlus size={17} />}>
      Add an identity provider
    </LinkButton>
  ) : null
  return (
    <Section title="Identity providers" actions={sso.providers.length > 0 ? add : undefined}>
      {sso.providers.length === 0 ? (
        <EmptyState icon={<IconLockAccess size={26} />} title="No identity provider yet" action={add}>
          People sign in with the account that they have at work, under the rules of your company: its passwords, its second
          factors, its offboarding. Bailiwick speaks OpenID Connect and SAML 2.0. Nothing changes for anybody until you enable it.
          {sso.can.change ? null : ` ${sso.can.why ?? ''}`}
        </EmptyState>
      ) : (
        <ProvidersTable providers={sso.providers} />
      )}
    </Section>
  )
}

function ProvidersTable({ providers }: { providers: IdentityProvider[] }) {
  const { at } = useWorkspace()
  const columns: Column<IdentityProvider>[] = [
    {
      key: 'name',
      title: 'Name',
      cell: (it) => (
        <>
          <TextLink to={at.provider(it.id)} fw={600}>
            {it.name}
          </TextLink>
          <Text size="xs" c="dimmed">
            {protocols[it.kind].label}
          </Text>
        </>
      ),
    },
    { key: 'state', title: 'State', cell: (it) => <ProviderState provider={it} /> },
    { key: 'worked', title: 'Last worked', cell: (it) => (it.lastSuccessAt ? <When at={it.lastSuccessAt} /> : 'Never') },
    { key: 'people', title: 'People', align: 'end', cell: (it) => it.people },
    { key: 'jit', title: 'Unknown people', cell: (it) => (it.justInTime ? 'become members' : 'are refused') },
    {
      key: 'certificate',
      title: 'Certificate',
      cell: (it) => {
        const days = daysOf(it)
        if (days === null) return 'Fetched by itself'
        return <Status tone={days < 0 ? 'bad' : days < 30 ? 'warn' : 'good'}>{sayDays(days)}</Status>
      },
    },
  ]
  return <DataTable label="Identity providers" columns={columns} rows={providers} rowKey={(it) => it.id} />
}

function ProviderState({ provider }: { provider: IdentityProvider }) {
  if (provider.enabled) return <Status tone="good">Enabled</Status>
  return provider.lastSuccessAt ? <Status tone="info">Tested, not enabled</Status> : <Status tone="quiet">Not tested yet</Status>
}
