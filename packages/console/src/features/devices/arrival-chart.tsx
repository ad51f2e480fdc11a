import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'

interface Row {
  label: string
  current: number
  behind: number
}

const tick = { fontSize: 11, fill: 'var(--mantine-color-dimmed)' }

/** Loaded on demand: the drawing library is larger than the page. */
export function ArrivalChart({ rows }: { rows: Row[] }) {
  return (
    <ResponsiveContainer width="100%" height={160}>
      <AreaChart data={rows} margin={{ top: 4, right: 0, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--bw-line)" />
        <XAxis dataKey="label" tick={tick} tickLine={false} axisLine={{ stroke: 'var(--bw-line-strong)' }} minTickGap={28} />
        <YAxis tick={tick} tickLine={false} axisLine={false} width={34} allowDecimals={false} />
        <Tooltip
          contentStyle={{
            background: 'var(--bw-surface)',
            border: '1px solid var(--bw-line-strong)',
            borderRadius: 6,
            fontSize: 13,
          }}
          itemStyle={{ color: 'var(--mantine-color-text)' }}
        />
        <Area
          dataKey="current"
          name="With it"
          stackId="devices"
          stroke="var(--bw-good)"
          fill="var(--bw-good)"
          fillOpacity={0.35}
          type="stepAfter"
          isAnimationActive={false}
        />
        <Area
          dataKey="behind"
          name="With an older one"
          stackId="devices"
          stroke="var(--bw-warn)"
          fill="var(--bw-warn)"
          fillOpacity={0.35}
          type="stepAfter"
          isAnimationActive={false}
        />
      </AreaChart>
    </ResponsiveContainer>
  )
}
