import { Group } from '@mantine/core'
import type { ReactNode } from 'react'

/** Search and filters above a table, with the count at the end. */
export function FilterBar({ children, count }: { children: ReactNode; count?: ReactNode }) {
  return (
    <Group gap="xs" mb="sm" justify="space-between" align="center" role="search">
      <Group gap="xs" style={{ flex: '1 1 auto' }}>
        {children}
      </Group>
      {count}
    </Group>
  )
}
