import { Skeleton, Text, VisuallyHidden } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo } from 'react'
import { noiseQuery } from '../../api/queries/facts.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Section } from '../../ui/section.tsx'
import { Status } from '../../ui/status.tsx'
import { formatNumber } from '../../ui/words.ts'
import classes from './noise.module.css'
import { byDay, byKind } from './noise-sums.ts'

const NoiseChart = lazy(() => import('./noise-chart.tsx').then((it) => ({ default: it.NoiseChart })))

/** Calls by nobody known: counted, because a stranger who could write facts could fill the log. */
export function Noise() {
  const { id } = useWorkspace()
  const query = useQuery(noiseQuery(id))
  return (
    <div className={classes.noise}>
      <Section
        title="Knocks at the door"
        description="Calls by nobody known in the last 30 days, for this whole installation. They are counted, not written as facts, and kept without any address."
      >
        <QueryView query={query} skeleton={<Skeleton height={180} />}>
          {(counts) =>
            counts.length === 0 ? (
              <Text size="sm" c="dimmed">
                Nobody unknown called. A jump here is somebody who tries doors, or a program with an old key.
              </Text>
            ) : (
              <Counts counts={counts} />
            )
          }
        </QueryView>
      </Section>
    </div>
  )
}

function Counts({ counts }: { counts: Parameters<typeof byDay>[0] }) {
  const days = useMemo(() => byDay(counts, new Date()), [counts])
  const kinds = useMemo(() => byKind(counts), [counts])
  return (
    <>
      <div className={classes.legend}>
        {kinds.map((it) => (
          <Status key={it.label} tone="quiet">
            {formatNumber(it.count)} {it.label.charAt(0).toLowerCase() + it.label.slice(1)}
          </Status>
        ))}
      </div>
      <div aria-hidden="true" style={{ height: 160 }}>
        <Suspense fallback={<Skeleton height={160} />}>
          <NoiseChart rows={days} />
        </Suspense>
      </div>
      <VisuallyHidden>
        <table>
          <caption>Calls by nobody known, by day</caption>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">Calls</th>
            </tr>
          </thead>
          <tbody>
            {days
              .filter((it) => it.count > 0)
              .map((it) => (
                <tr key={it.day}>
                  <th scope="row">{it.label}</th>
                  <td>{it.count}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </>
  )
}
