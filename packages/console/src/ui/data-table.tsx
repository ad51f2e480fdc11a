import { Button, Group, Text } from '@mantine/core'
import type { KeyboardEvent, ReactNode } from 'react'
import classes from './data-table.module.css'

export interface Column<T> {
  key: string
  title: string
  cell: (row: T) => ReactNode
  /** `end` for numbers. */
  align?: 'start' | 'end'
  width?: string
  /** The title is for screen readers only (a column of buttons). */
  quietTitle?: boolean
}

/**
 * Rows of one thing. Up, Down, Home and End move between the rows' first links or buttons; on a narrow screen each row
 * becomes a card whose values keep their titles.
 */
export function DataTable<T>(props: {
  label: string
  columns: Column<T>[]
  rows: T[]
  rowKey: (row: T) => string
  /** Present while there is more to load. */
  more?: { load: () => void; loading: boolean } | undefined
  /** Older answers are shown while newer ones arrive. */
  stale?: boolean
  /** What a row looks like when it stands back (ended, revoked). */
  isQuiet?: (row: T) => boolean
}) {
  const { columns } = props
  return (
    <div className={classes.wrap} data-stale={props.stale || undefined}>
      {/* The roles are repeated because `display: block` on a narrow screen takes a table's own roles away. */}
      {/* biome-ignore-start lint/a11y/noRedundantRoles: see above */}
      {/* biome-ignore-start lint/a11y/useSemanticElements: see above */}
      <table className={classes.table} role="table" aria-label={props.label} onKeyDown={moveByArrows}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <th key={column.key} role="columnheader" scope="col" data-align={column.align} style={{ width: column.width }}>
                {column.quietTitle ? <span className={classes.quiet}>{column.title}</span> : column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {props.rows.map((row) => (
            <tr key={props.rowKey(row)} role="row" data-row data-quiet={props.isQuiet?.(row) || undefined}>
              {columns.map((column) => (
                <td key={column.key} role="cell" data-align={column.align}>
                  {column.quietTitle ? null : (
                    <span className={classes.cardTitle} aria-hidden="true">
                      {column.title}
                    </span>
                  )}
                  <div className={classes.value}>{column.cell(row)}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {/* biome-ignore-end lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore-end lint/a11y/noRedundantRoles: see above */}
      {props.more ? (
        <Group justify="center" p="sm" className={classes.more}>
          <Button variant="default" size="xs" onClick={props.more.load} loading={props.more.loading}>
            Show more
          </Button>
        </Group>
      ) : null}
    </div>
  )
}

/** How many there are, said for a list that may go on. */
export function CountLine({ shown, more, noun }: { shown: number; more: boolean; noun: [one: string, many: string] }) {
  return (
    <Text size="sm" c="dimmed" className="bw-numbers" role="status">
      {shown}
      {more ? '+' : ''} {shown === 1 && !more ? noun[0] : noun[1]}
    </Text>
  )
}

function moveByArrows(event: KeyboardEvent<HTMLTableElement>) {
  const target = event.target instanceof HTMLElement ? event.target : null
  const row = target?.closest<HTMLElement>('tr[data-row]')
  if (!target || !row || target.closest('input, select, textarea, [role="menu"]')) return
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('tr[data-row]')]
  const at = rows.indexOf(row)
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key]
  if (to === undefined) return
  const column = Math.max(0, focusables(row).indexOf(target))
  const there = rows[to] ? focusables(rows[to]) : []
  const next = there[Math.min(column, there.length - 1)]
  if (!next) return
  event.preventDefault()
  next.focus()
}

function focusables(row: HTMLElement): HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>('a[href], button:not([disabled])')]
}
