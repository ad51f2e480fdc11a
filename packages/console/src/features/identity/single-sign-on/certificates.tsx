import type { IdentityProvider, SigningCertificate } from '@bailiwick/contracts'
import { Stack, Text } from '@mantine/core'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { type Column, DataTable } from '../../../ui/data-table.tsx'
import { TextLink } from '../../../ui/link.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { Status } from '../../../ui/status.tsx'
import { When } from '../../../ui/time.tsx'
import { count } from '../../../ui/words.ts'

const warnedDays = 30

/** The certificate that lasts longest decides: while one of them is valid, sign-ins work. */
export function daysOf(provider: IdentityProvider): number | null {
  return provider.saml ? Math.max(...provider.saml.certificates.map((it) => it.daysLeft)) : null
}

export function sayDays(days: number): string {
  return days < 0 ? 'has expired' : `ends in ${count(days, 'day')}`
}

/** Says weeks ahead that nobody could sign in any more. */
export function CertificateNotices({ providers }: { providers: IdentityProvider[] }) {
  const { at } = useWorkspace()
  const ending = providers.flatMap((provider) => {
    const days = daysOf(provider)
    return days !== null && days < warnedDays ? [{ provider, days }] : []
  })
  if (ending.length === 0) return null
  return (
    <Stack gap="xs" mb="lg">
      {ending.map(({ provider, days }) => (
        <Notice
          key={provider.id}
          tone={days < 0 ? 'bad' : 'warn'}
          title={`The signing certificate of ${provider.name} ${sayDays(days)}`}
        >
          {days < 0 ? 'Its sign-ins are refused. ' : 'From then on its sign-ins are refused. '}
          <TextLink to={`${at.provider(provider.id)}?tab=connection`}>Add the new certificate</TextLink> beside the old one:
          either may sign meanwhile.
        </Notice>
      ))}
    </Stack>
  )
}

export function CertificatesTable({ certificates }: { certificates: SigningCertificate[] }) {
  return <DataTable label="Signing certificates" columns={columns} rows={certificates} rowKey={(it) => it.sha256} />
}

const columns: Column<SigningCertificate>[] = [
  {
    key: 'subject',
    title: 'Certificate',
    cell: (it) => (
      <>
        {it.subject}
        <Text size="xs" c="dimmed" className="bw-break">
          SHA-256 <code>{it.sha256}</code>
        </Text>
      </>
    ),
  },
  { key: 'since', title: 'Valid from', cell: (it) => <When at={it.notBefore} /> },
  {
    key: 'until',
    title: 'Until',
    cell: (it) => (
      <>
        <Status tone={it.daysLeft < 0 ? 'bad' : it.daysLeft < warnedDays ? 'warn' : 'good'}>
          {it.daysLeft < 0 ? 'Expired' : `${count(it.daysLeft, 'day')} left`}
        </Status>
        <Text size="xs" c="dimmed">
          <When at={it.notAfter} exact />
        </Text>
      </>
    ),
  },
]
