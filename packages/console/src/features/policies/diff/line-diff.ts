import { diffLines } from 'diff'

export interface DiffLine {
  /** Line number, from 1. */
  number: number
  text: string
}

/** One row of two texts side by side. A row without a side is a line that the other text does not have. */
export type DiffRow =
  | { kind: 'same' | 'changed'; before?: DiffLine; after?: DiffLine }
  | { kind: 'skipped'; lines: number; from: number }

/** Two texts line by line; equal stretches are folded to `context` lines around each change. */
export function diffRows(before: string, after: string, context = 3): DiffRow[] {
  return fold(pairs(before, after), context)
}

/** How many lines were added and taken away. */
export function diffSize(before: string, after: string): { added: number; removed: number } {
  const size = { added: 0, removed: 0 }
  for (const part of diffLines(before, after)) {
    if (part.added) size.added += part.count
    if (part.removed) size.removed += part.count
  }
  return size
}

type Pair = Exclude<DiffRow, { kind: 'skipped' }>

function pairs(before: string, after: string): Pair[] {
  const rows: Pair[] = []
  const at = { before: 0, after: 0 }
  const number = (side: 'before' | 'after', text: string) => {
    at[side] += 1
    return { number: at[side], text }
  }
  let removed: DiffLine[] = []
  const flush = () => {
    for (const line of removed) rows.push({ kind: 'changed', before: line })
    removed = []
  }
  for (const part of diffLines(before, after)) {
    const lines = part.value.replace(/\n$/, '').split('\n')
    if (part.removed) {
      removed = lines.map((text) => number('before', text))
    } else if (part.added) {
      for (const text of lines) {
        const beside = removed.shift()
        rows.push({ kind: 'changed', ...(beside ? { before: beside } : {}), after: number('after', text) })
      }
      flush()
    } else {
      flush()
      for (const text of lines) rows.push({ kind: 'same', before: number('before', text), after: number('after', text) })
    }
  }
  flush()
  return rows
}

function fold(rows: Pair[], context: number): DiffRow[] {
  const shown = new Set<number>()
  for (const [at, row] of rows.entries()) {
    if (row.kind === 'changed') for (let near = at - context; near <= at + context; near++) shown.add(near)
  }
  const folded: DiffRow[] = []
  for (let at = 0; at < rows.length; ) {
    const row = rows[at]
    let end = at
    while (end < rows.length && !shown.has(end)) end++
    // A fold that hides a single line takes as much room as the line.
    if (end - at > 1) {
      folded.push({ kind: 'skipped', lines: end - at, from: at + 1 })
      at = end
    } else {
      if (row) folded.push(row)
      at++
    }
  }
  return folded
}
