import { type Security, securityRoutes } from '@bailiwick/contracts'
import { Button, Group, Stack, TagsInput, Text } from '@mantine/core'
import { IconMapPin } from '@tabler/icons-react'
import { useUpdateSecurity } from '../../../api/queries/security.ts'
import { useApiForm } from '../../../api/use-api-form.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { ErrorState } from '../../../ui/error-state.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { sayDone } from '../../../ui/notify.ts'

/** The list of networks, with the reader's own address in sight, because a list without it locks them out. */
export function NetworksForm({ security }: { security: Security }) {
  const { id } = useWorkspace()
  const update = useUpdateSecurity(id)
  const { form, submit, busy, problem } = useApiForm({
    initial: { ipAllowlist: security.ipAllowlist },
    shape: securityRoutes.update.body,
    beside: { 'security.locks_you_out': 'ipAllowlist' },
    send: (values) => update.mutateAsync(values),
    onDone: ({ ipAllowlist }) =>
      sayDone(ipAllowlist.length === 0 ? 'The console opens from everywhere again' : 'The networks are in force now'),
  })
  const { ipAllowlist } = form.values
  const listed = ipAllowlist.includes(security.yourAddress)
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm" maw={620}>
        <Notice
          tone="info"
          actions={
            security.can.change && !listed ? (
              <Button
                size="xs"
                variant="default"
                leftSection={<IconMapPin size={15} />}
                onClick={() => form.setFieldValue('ipAllowlist', [...ipAllowlist, security.yourAddress])}
              >
                Add my address
              </Button>
            ) : undefined
          }
        >
          You are at <code>{security.yourAddress}</code>, as this server sees it.
        </Notice>
        {problem ? <ErrorState error={problem} /> : null}
        <TagsInput
          label="Allowed networks"
          description="Addresses or CIDR blocks, IPv4 or IPv6, one after the other. Empty: from everywhere."
          placeholder={ipAllowlist.length === 0 ? '203.0.113.0/24' : undefined}
          splitChars={[',', ' ', ';']}
          acceptValueOnBlur
          disabled={!security.can.change}
          {...form.getInputProps('ipAllowlist')}
        />
        <Group gap="md">
          <Button type="submit" loading={busy} disabled={!security.can.change || sameList(ipAllowlist, security.ipAllowlist)}>
            Save the networks
          </Button>
          {security.can.change ? null : (
            <Text size="sm" c="dimmed">
              {security.can.why}
            </Text>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          In force at once, for everybody. If it goes wrong, the operator clears the list on the host.
        </Text>
      </Stack>
    </form>
  )
}

const sameList = (one: string[], other: string[]): boolean => one.join('\n') === other.join('\n')
