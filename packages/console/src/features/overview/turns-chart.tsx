import { BarChart } from '../../ui/bar-chart.tsx'

interface Row {
  label: string
  completed: number
  refused: number
  failed: number
}

/** Loaded on demand. */
export function TurnsChart({ rows }: { rows: Row[] }) {
  return (
    <BarChart
      rows={rows}
      bars={[
        { key: 'completed', name: 'Completed', fill: 'var(--bw-info)' },
        { key: 'refused', name: 'Refused', fill: 'var(--bw-warn)' },
        { key: 'failed', name: 'Failed', fill: 'var(--bw-bad)' },
      ]}
      height={200}
    />
  )
}
