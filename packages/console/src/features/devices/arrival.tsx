import type { Coverage } from '@bailiwick/contracts'
import { Skeleton, Text, VisuallyHidden } from '@mantine/core'
import { lazy, Suspense } from 'react'
import type { z } from 'zod'
import { Status } from '../../ui/status.tsx'
import { formatNumber } from '../../ui/words.ts'
import classes from './devices.module.css'

const ArrivalChart = lazy(() => import('./arrival-chart.tsx').then((it) => ({ default: it.ArrivalChart })))
const timeOf = new Intl.DateTimeFormat(undefined, { weekday: 'short', hour: '2-digit', minute: '2-digit' })

/** How many devices have what is in force, over time: in words, as a chart, and as a table for screen readers. */
export function Arrival({ points }: { points: z.infer<typeof Coverage>['arrival'] }) {
  const last = points.at(-1)
  if (!last) {
    return (
      <Text size="sm" c="dimmed">
        Nothing was fetched since it came into force.
      </Text>
    )
  }
  const rows = points.map((it) => ({ ...it, label: timeOf.format(new Date(it.at)) }))
  return (
    <>
      <div className={classes.legend}>
        <Status tone="good">{formatNumber(last.current)} with it</Status>
        <Status tone="warn">{formatNumber(last.behind)} with an older one</Status>
      </div>
      <div aria-hidden="true" style={{ height: 160 }}>
        <Suspense fallback={<Skeleton height={160} />}>
          <ArrivalChart rows={rows} />
        </Suspense>
      </div>
      <VisuallyHidden>
        <table>
          <caption>Devices with the policy in force, over time</caption>
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">With it</th>
              <th scope="col">With an older one</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.at}>
                <th scope="row">{row.label}</th>
                <td>{row.current}</td>
                <td>{row.behind}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </>
  )
}
