import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { formatNumber } from '../../../../ui/words.ts'

/** Rows that are drawn at once: a thousand fields would make every key press slow. */
const size = 20

export interface Page {
  from: number
  to: number
  count: number
  show: (row: number) => void
}

/** The rows of a long list that are on the screen. */
export function usePage(count: number): Page {
  const [wanted, setWanted] = useState(0)
  const from = Math.min(wanted, Math.max(0, Math.floor((count - 1) / size) * size))
  return { from, to: Math.min(count, from + size), count, show: (row) => setWanted(Math.max(0, Math.floor(row / size) * size)) }
}

export function Pager({ page, what }: { page: Page; what: string }) {
  if (page.count <= size) return null
  return (
    <Group gap="xs" my={6} component="nav" aria-label={`Pages of ${what}s`}>
      <Button size="compact-xs" variant="default" disabled={page.from === 0} onClick={() => page.show(page.from - size)}>
        Before
      </Button>
      <Text size="xs" c="dimmed" className="bw-numbers" role="status">
        {formatNumber(page.from + 1)} to {formatNumber(page.to)} of {formatNumber(page.count)}
      </Text>
      <Button size="compact-xs" variant="default" disabled={page.to >= page.count} onClick={() => page.show(page.from + size)}>
        Next
      </Button>
    </Group>
  )
}
