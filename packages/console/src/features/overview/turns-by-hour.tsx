import type { Overview } from '@bailiwick/contracts'
import { Skeleton, Text, VisuallyHidden } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { useWorkspace } from '../../shell/workspace.tsx'
import { TextLink } from '../../ui/link.tsx'
import { Status } from '../../ui/status.tsx'
import { formatNumber } from '../../ui/words.ts'
import classes from './overview-page.module.css'

const TurnsChart = lazy(() => import('./turns-chart.tsx').then((it) => ({ default: it.TurnsChart })))
const hourOf = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })

/** Turns by hour: the sums in words, the course as a chart, and the same as a table for screen readers. */
export function TurnsByHour({ turns }: { turns: Overview['turns'] }) {
  const { at, can } = useWorkspace()
  const sum = (key: 'completed' | 'refused' | 'failed') => turns.reduce((total, hour) => total + hour[key], 0)
  const sums = { completed: sum('completed'), refused: sum('refused'), failed: sum('failed') }
  if (sums.completed + sums.refused + sums.failed === 0) {
    return (
      <Text size="sm" c="dimmed">
        No turns yet. The first appears as soon as a signed-in Codex client asks a model.{' '}
        <TextLink to={at.connect()}>Connect Codex</TextLink>
      </Text>
    )
  }
  const rows = turns.map((hour) => ({ ...hour, label: hourOf.format(new Date(hour.hour)) }))
  return (
    <>
      <div className={classes.legend}>
        <Status tone="info">{formatNumber(sums.completed)} completed</Status>
        <Status tone="warn">{formatNumber(sums.refused)} refused</Status>
        <Status tone="bad">{formatNumber(sums.failed)} failed</Status>
        {can('analytics.read') ? <TextLink to={at.turns()}>All turns</TextLink> : null}
      </div>
      <div aria-hidden="true" style={{ height: 200 }}>
        <Suspense fallback={<Skeleton height={200} />}>
          <TurnsChart rows={rows} />
        </Suspense>
      </div>
      <VisuallyHidden>
        <table>
          <caption>Model turns by hour</caption>
          <thead>
            <tr>
              <th scope="col">Hour</th>
              <th scope="col">Completed</th>
              <th scope="col">Refused</th>
              <th scope="col">Failed</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.hour}>
                <th scope="row">{row.label}</th>
                <td>{row.completed}</td>
                <td>{row.refused}</td>
                <td>{row.failed}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </>
  )
}
