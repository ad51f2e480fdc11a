import { Bar, CartesianGrid, BarChart as Plot, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'

const tick = { fontSize: 11, fill: 'var(--mantine-color-dimmed)' }

/**
 * Counts in their order, bars of one label on top of each other. A table beside it tells the same to whoever does not see it. The drawing
 * library is larger than a page: load what uses this on demand.
 */
export function BarChart<Row extends { label: string }>(props: {
  rows: Row[]
  bars: { key: Exclude<keyof Row & string, 'label'>; name: string; fill: string }[]
  height: number
}) {
  return (
    <ResponsiveContainer width="100%" height={props.height}>
      <Plot data={props.rows} margin={{ top: 4, right: 0, bottom: 0, left: 0 }} accessibilityLayer={false} barCategoryGap="18%">
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
        {props.bars.map((it) => (
          <Bar
            key={it.key}
            dataKey={(row: Row) => row[it.key]}
            name={it.name}
            stackId="all"
            fill={it.fill}
            isAnimationActive={false}
          />
        ))}
      </Plot>
    </ResponsiveContainer>
  )
}
