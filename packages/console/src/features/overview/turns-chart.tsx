import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'

interface Row {
  label: string
  completed: number
  refused: number
  failed: number
}

const tick = { fontSize: 11, fill: 'var(--mantine-color-dimmed)' }

/** Loaded on demand: the drawing library is larger than the page. */
export function TurnsChart({ rows }: { rows: Row[] }) {
  return (
    <ResponsiveContainer width="100%" height={200}>
      <BarChart data={rows} margin={{ top: 4, right: 0, bottom: 0, left: 0 }} accessibilityLayer={false} barCategoryGap="18%">
        <CartesianGrid vertical={false} stroke="var(--bw-line)" />
        <XAxis dataKey="label" tick={tick} tickLine={false} axisLine={{ stroke: 'var(--bw-line-strong)' }} minTickGap={28} />
        <YAxis tick={tick} tickLine={false} axisLine={false} width={34} allowDecimals={false} />
        <Tooltip
          cursor={{ fill: 'var(--bw-surface-hover)' }}
          contentStyle={{
            background: 'var(--bw-surface)',
            border: '1px solid var(--bw-line-strong)',
            borderRadius: 6,
            fontSize: 13,
          }}
          itemStyle={{ color: 'var(--mantine-color-text)' }}
        />
        <Bar dataKey="completed" name="Completed" stackId="turns" fill="var(--bw-info)" isAnimationActive={false} />
        <Bar dataKey="refused" name="Refused" stackId="turns" fill="var(--bw-warn)" isAnimationActive={false} />
        <Bar dataKey="failed" name="Failed" stackId="turns" fill="var(--bw-bad)" isAnimationActive={false} />
      </BarChart>
    </ResponsiveContainer>
  )
}
