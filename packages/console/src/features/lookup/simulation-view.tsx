import type { Layer, Simulation } from '@bailiwick/policy'
import { Stack, Text } from '@mantine/core'
import { DataTable } from '../../ui/data-table.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Section } from '../../ui/section.tsx'
import { count } from '../../ui/words.ts'
import classes from './lookup-answer.module.css'
import { sayValue } from './say-value.ts'

/** What would be in force on the device: requirements with who lost, configuration with what a requirement makes of it, warnings. */
export function SimulationView({ simulation }: { simulation: Simulation }) {
  const { requirements, config, warnings, unreadable } = simulation
  const beaten = requirements.filter((it) => it.lost.length > 0 && it.layer.kind !== 'cloud_requirements').length
  return (
    <>
      <Stack gap="xs" mb="xl">
        {unreadable.map((it) => (
          <Notice
            key={`${it.layer.kind} ${it.layer.name}`}
            tone="bad"
            title={`Codex does not start: ${it.layer.name} cannot be read`}
          >
            Line {it.line}, column {it.column}: {it.message}
          </Notice>
        ))}
        <Notice tone={beaten > 0 ? 'warn' : 'info'}>
          {count(requirements.length, 'requirement')} in force
          {beaten > 0 ? `; in ${count(beaten, 'place')} something on the device beats the policy` : ''}.
        </Notice>
        {warnings.map((it) => (
          <Notice key={it.message} tone="info" title="The user is shown">
            {it.message}
          </Notice>
        ))}
      </Stack>
      <Section title="Requirements on the device">
        {requirements.length === 0 ? (
          <Text size="sm" c="dimmed">
            Nothing is required there.
          </Text>
        ) : (
          <DataTable
            label="Requirements on the device"
            columns={[
              { key: 'key', title: 'Key', cell: (it) => <code>{it.key}</code> },
              { key: 'value', title: 'Value', cell: (it) => <span className={classes.value}>{sayValue(it.value)}</span> },
              { key: 'layer', title: 'From', cell: (it) => sayLayer(it.layer) },
              {
                key: 'lost',
                title: 'Wins over',
                cell: (it) => (it.lost.length === 0 ? '—' : it.lost.map((lost) => sayLayer(lost.layer)).join(', ')),
              },
            ]}
            rows={requirements}
            rowKey={(it) => `${it.key} ${it.layer.kind} ${it.layer.name} ${sayValue(it.value)}`}
          />
        )}
      </Section>
      {config.length > 0 ? (
        <Section
          title="Configuration on the device"
          description="What counts of all configuration, and what a requirement makes of it."
        >
          <DataTable
            label="Configuration on the device"
            columns={[
              { key: 'key', title: 'Key', cell: (it) => <code>{it.key}</code> },
              {
                key: 'value',
                title: 'Value',
                cell: (it) => (
                  <span className={classes.value}>{it.value === undefined ? 'not configured' : sayValue(it.value)}</span>
                ),
              },
              { key: 'layer', title: 'From', cell: (it) => sayLayer(it.layer) },
              {
                key: 'held',
                title: 'A requirement makes it',
                cell: (it) =>
                  it.held ? (
                    <>
                      <span className={classes.value}>{it.held.to === undefined ? 'nothing' : sayValue(it.held.to)}</span>{' '}
                      <Text span size="xs" c="dimmed">
                        by {sayLayer(it.held.by)}
                      </Text>
                    </>
                  ) : (
                    '—'
                  ),
              },
            ]}
            rows={config}
            rowKey={(it) => `${it.key} ${it.layer.kind}`}
          />
        </Section>
      ) : null}
    </>
  )
}

/** A layer by the client's name for it, without the id of the version. */
const sayLayer = (layer: Layer) => (layer.id ? layer.name.replace(/ \([^()]*\)$/, '') : layer.name)
