import type { Lookup } from '@bailiwick/contracts'
import { Text } from '@mantine/core'
import { useWorkspace } from '../../shell/workspace.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { TextLink } from '../../ui/link.tsx'
import classes from './lookup-answer.module.css'
import { sayValue } from './say-value.ts'

type Entry = Lookup['effective']['entries'][number]

/** Each key in force, its value in TOML's own spelling, and where it comes from. */
export function EffectiveSettings({
  entries,
  policyId,
  policyName,
  label = 'Settings in force',
}: {
  label?: string
  entries: Entry[]
  policyId: string | undefined
  policyName: string | undefined
}) {
  const { at, can } = useWorkspace()
  if (entries.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Nothing is required: a client runs with its own defaults.
      </Text>
    )
  }
  return (
    <DataTable
      label={label}
      columns={[
        { key: 'key', title: 'Key', cell: (it) => <code>{it.key}</code> },
        { key: 'value', title: 'Value', cell: (it) => <span className={classes.value}>{sayValue(it.value)}</span> },
        {
          key: 'origin',
          title: 'From',
          cell: (it) =>
            policyId && policyName && it.origin.startsWith(policyName) && can('policy.read') ? (
              <TextLink to={at.policy(policyId)}>{it.origin}</TextLink>
            ) : (
              it.origin
            ),
        },
      ]}
      rows={entries}
      rowKey={(it) => it.key}
    />
  )
}
