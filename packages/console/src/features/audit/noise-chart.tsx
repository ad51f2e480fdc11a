import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'

const tick = { fontSize: 11, fill: 'var(--mantine-color-dimmed)' }

/** Loaded on demand: the drawing library is larger than the page. */
export function NoiseChart({ rows }: { rows: { label: string; count: number }[] }) {
  return (
    <ResponsiveContainer width="100%" height={160}>
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
        <Bar dataKey="count" name="Calls" fill="var(--bw-quiet)" isAnimationActive={false} />
      </BarChart>
    </ResponsiveContainer>
  )
}
