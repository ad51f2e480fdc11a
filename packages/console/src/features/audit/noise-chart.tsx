import { BarChart } from '../../ui/bar-chart.tsx'

/** Loaded on demand. */
export function NoiseChart({ rows }: { rows: { label: string; count: number }[] }) {
  return <BarChart rows={rows} bars={[{ key: 'count', name: 'Calls', fill: 'var(--bw-quiet)' }]} height={160} />
}
