import { Skeleton, Stack, VisuallyHidden } from '@mantine/core'
import classes from './data-table.module.css'

/** Holds the place of a table, so that nothing jumps when it arrives. */
export function TableSkeleton({ rows = 6 }: { rows?: number }) {
  return (
    <div className={classes.wrap}>
      <VisuallyHidden role="status">Loading</VisuallyHidden>
      <Skeleton height={33} radius={0} animate={false} />
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never move
        <div key={row} style={{ padding: '12px', borderTop: '1px solid var(--bw-line)' }}>
          <Skeleton height={14} width={`${70 - ((row * 13) % 35)}%`} />
        </div>
      ))}
    </div>
  )
}

/** Holds the place of a few lines or a form. */
export function BlockSkeleton({ lines = 3, height = 16 }: { lines?: number; height?: number }) {
  return (
    <Stack gap="sm">
      <VisuallyHidden role="status">Loading</VisuallyHidden>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are alike and never move
        <Skeleton key={line} height={height} width={`${90 - ((line * 17) % 40)}%`} />
      ))}
    </Stack>
  )
}
