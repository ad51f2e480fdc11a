import { type Coverage, deviceStates } from '@bailiwick/contracts'
import { Text } from '@mantine/core'
import type { z } from 'zod'
import { useWorkspace } from '../../shell/workspace.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { TextLink } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Section } from '../../ui/section.tsx'
import { Status } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import { count, formatNumber } from '../../ui/words.ts'
import { Arrival } from './arrival.tsx'
import { deviceWords, saySurface } from './device-words.tsx'
import classes from './devices.module.css'

type Covered = z.infer<typeof Coverage>

/** All devices in numbers, the course of the arrival, versions, and calls that came without a policy. */
export function CoverageView({ coverage }: { coverage: Covered }) {
  return (
    <>
      <ByState coverage={coverage} />
      <div className={classes.columns}>
        <Section title={coverage.revision === null ? 'Arrival' : `Arrival of revision ${coverage.revision}`} framed>
          <Arrival points={coverage.arrival} />
        </Section>
        <Section title="Client versions" framed>
          <Versions coverage={coverage} />
        </Section>
      </div>
      <Without coverage={coverage} />
    </>
  )
}

function ByState({ coverage }: { coverage: Covered }) {
  const { at } = useWorkspace()
  return (
    <ul className={classes.states} aria-label="Devices by state">
      {deviceStates.map((state) => (
        <li key={state}>
          <span className={classes.big}>{formatNumber(coverage.byState[state] ?? 0)}</span>
          <Status tone={deviceWords[state][0]}>
            <TextLink to={at.devices({ state })} resetScroll={false}>
              {deviceWords[state][1]}
            </TextLink>
          </Status>
        </li>
      ))}
    </ul>
  )
}

function Versions({ coverage }: { coverage: Covered }) {
  const { at } = useWorkspace()
  if (coverage.byVersion.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        None was seen yet.
      </Text>
    )
  }
  return (
    <ul className={classes.versions}>
      {coverage.byVersion.map((it) => (
        <li key={it.version}>
          <TextLink to={at.devices({ search: it.version })} resetScroll={false}>
            {it.version}
          </TextLink>
          <span className="bw-numbers">{count(it.devices, 'device')}</span>
          {it.recorded ? null : (
            <Text size="xs" c="dimmed" component="div" className={classes.whole}>
              Not recorded: what it accepts is not known for sure.
            </Text>
          )}
        </li>
      ))}
    </ul>
  )
}

/** Model calls that no recent policy fetch of the same sign-in stands before. */
function Without({ coverage }: { coverage: Covered }) {
  const { at, can } = useWorkspace()
  if (coverage.callsLastDay === 0) return null
  if (coverage.callsWithoutRecentPolicy === 0) {
    return (
      <div style={{ marginBottom: 'var(--mantine-spacing-xl)' }}>
        <Notice tone="good">
          All {count(coverage.callsLastDay, 'model call')} of the last day came from clients that fetched their policy before.
        </Notice>
      </div>
    )
  }
  return (
    <Section
      title="Calls without a policy fetch"
      description={
        <>
          {formatNumber(coverage.callsWithoutRecentPolicy)} of {count(coverage.callsLastDay, 'model call')} in the last day came
          without a policy fetch of the same sign-in in the two hours before.{' '}
          {can('setting.read') ? <TextLink to={at.settings()}>No recent policy, no model</TextLink> : null}
        </>
      }
    >
      <DataTable
        label="Calls without a policy fetch"
        columns={[
          {
            key: 'who',
            title: 'Who',
            cell: (it) =>
              it.person ? <TextLink to={at.lookup({ email: it.person.email })}>{it.person.name}</TextLink> : 'Not known',
          },
          { key: 'surface', title: 'Client', cell: (it) => saySurface(it.surface) },
          { key: 'calls', title: 'Calls', align: 'end', width: '6rem', cell: (it) => formatNumber(it.calls) },
          { key: 'last', title: 'Last one', cell: (it) => <When at={it.lastAt} /> },
        ]}
        rows={coverage.without}
        rowKey={(it) => `${it.person?.id ?? ''} ${it.surface}`}
      />
    </Section>
  )
}
