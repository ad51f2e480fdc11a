import { type Domain, type SingleSignOn, singleSignOnRoutes } from '@bailiwick/contracts'
import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCheckDomain, useClaimDomain, useRemoveDomain } from '../../../api/queries/single-sign-on.ts'
import { useApiForm } from '../../../api/use-api-form.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { CopyButton } from '../../../ui/copy-button.tsx'
import { ErrorState } from '../../../ui/error-state.tsx'
import { sayDone } from '../../../ui/notify.ts'
import { Section } from '../../../ui/section.tsx'
import { Status } from '../../../ui/status.tsx'
import { When } from '../../../ui/time.tsx'
import { sayList } from '../../../ui/words.ts'
import classes from './domains.module.css'

/** Whose addresses the providers may vouch for: a DNS record proves that a domain is yours. */
export function Domains({ sso }: { sso: SingleSignOn }) {
  const [leaving, setLeaving] = useState<Domain | null>(null)
  const { id } = useWorkspace()
  const remove = useRemoveDomain(id)
  return (
    <Section
      title="Mail domains"
      description="The providers may vouch for addresses in these domains only, and the sign-in page finds them by the part after the @."
    >
      <Stack gap="sm">
        {sso.domains.length > 0 ? (
          <ul className={classes.list} aria-label="Mail domains">
            {sso.domains.map((domain) => (
              <li key={domain.id} className={classes.domain}>
                <DomainEntry domain={domain} change={sso.can.change} onRemove={() => setLeaving(domain)} />
              </li>
            ))}
          </ul>
        ) : null}
        {sso.can.change ? <ClaimForm /> : null}
      </Stack>
      <ConfirmDialog
        opened={leaving !== null}
        onClose={() => setLeaving(null)}
        title={`Give up ${leaving?.name ?? ''}?`}
        act="Give it up"
        danger
        onConfirm={async () => {
          if (leaving) await remove.mutateAsync(leaving.id)
          sayDone(`${leaving?.name} is given up`)
        }}
      >
        Addresses in {leaving?.name} no longer sign in with the identity providers of this workspace.
      </ConfirmDialog>
    </Section>
  )
}

function DomainEntry({ domain, change, onRemove }: { domain: Domain; change: boolean; onRemove: () => void }) {
  const { id } = useWorkspace()
  const check = useCheckDomain(id)
  const { record, lastCheck, verifiedAt } = domain
  return (
    <>
      <Group justify="space-between" gap="sm">
        <Group gap="md">
          <Text size="sm" fw={600} className="bw-break">
            {domain.name}
          </Text>
          {verifiedAt ? (
            <Status tone="good">
              Verified {domain.verifiedBy === 'operator' ? 'by the operator' : 'by DNS'} <When at={verifiedAt} />
            </Status>
          ) : (
            <Status tone="warn">Waits for its DNS record</Status>
          )}
        </Group>
        {change ? (
          <Group gap={6}>
            {verifiedAt ? null : (
              <Button
                size="compact-sm"
                variant="default"
                loading={check.isPending}
                onClick={() => check.mutate(domain.id)}
                aria-label={`Check the record of ${domain.name}`}
              >
                Check now
              </Button>
            )}
            <Button size="compact-sm" variant="default" aria-label={`Give up ${domain.name}`} onClick={onRemove}>
              Give up
            </Button>
          </Group>
        ) : null}
      </Group>
      {verifiedAt ? null : (
        <>
          <Text size="sm" mt="xs">
            Add this record where the DNS of {domain.name} is kept, then check. It may take minutes until it is seen.
          </Text>
          <dl className={classes.record}>
            <dt>Type</dt>
            <dd>{record.type}</dd>
            <dt>Name</dt>
            <dd>
              <code className="bw-break">{record.host}</code> <CopyButton text={record.host} label="Copy the name" quiet />
            </dd>
            <dt>Value</dt>
            <dd>
              <code className="bw-break">{record.value}</code> <CopyButton text={record.value} label="Copy the value" quiet />
            </dd>
          </dl>
          {lastCheck ? (
            <Text size="sm" c="dimmed" role="status">
              Checked <When at={lastCheck.at} />: {lastCheck.problem ?? sayFound(lastCheck.found)}
            </Text>
          ) : null}
        </>
      )}
      {check.error ? <ErrorState error={check.error} /> : null}
    </>
  )
}

function sayFound(found: string[]): string {
  return found.length === 0
    ? 'no such record was found.'
    : `found ${sayList(
        found.map((it) => `“${it}”`),
        3,
      )} instead.`
}

function ClaimForm() {
  const { id } = useWorkspace()
  const claim = useClaimDomain(id)
  const { form, submit, busy, problem } = useApiForm({
    initial: { name: '' },
    shape: singleSignOnRoutes.claimDomain.body,
    beside: { 'domain.taken': 'name' },
    send: (values) => claim.mutateAsync(values),
    onDone: () => {
      form.reset()
    },
  })
  return (
    <form onSubmit={submit} noValidate>
      {problem ? <ErrorState error={problem} /> : null}
      <Group align="flex-start" gap="xs">
        <TextInput
          aria-label="Mail domain"
          placeholder="example.com"
          w={{ base: '100%', xs: 260 }}
          autoCapitalize="none"
          spellCheck={false}
          {...form.getInputProps('name')}
        />
        <Button type="submit" variant="default" loading={busy}>
          Claim the domain
        </Button>
      </Group>
    </form>
  )
}
