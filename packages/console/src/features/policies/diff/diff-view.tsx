import { Text, VisuallyHidden } from '@mantine/core'
import { useMemo } from 'react'
import { count } from '../../../ui/words.ts'
import classes from './diff-view.module.css'
import { type DiffLine, diffRows, diffSize } from './line-diff.ts'

interface Side {
  title: string
  text: string
}

/** Two documents side by side, line by line; one below the other on a narrow screen. The signs say what the colours say. */
export function DiffView({ before, after }: { before: Side; after: Side }) {
  const rows = useMemo(() => diffRows(before.text, after.text), [before.text, after.text])
  const size = useMemo(() => diffSize(before.text, after.text), [before.text, after.text])
  if (size.added + size.removed === 0) {
    return (
      <Text size="sm" c="dimmed">
        The two texts are the same.
      </Text>
    )
  }
  return (
    <div>
      <Text size="xs" c="dimmed" mb={4} className="bw-numbers">
        {count(size.added, 'line')} added, {count(size.removed, 'line')} removed
      </Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll region must be reachable by keyboard (WCAG 2.1.1) */}
      <section className={classes.wrap} aria-label={`${before.title} against ${after.title}`} tabIndex={0}>
        <table className={classes.table}>
          <colgroup>
            <col className={classes.numbers} />
            <col />
            <col className={classes.numbers} />
            <col />
          </colgroup>
          <thead>
            <tr>
              <th scope="col" colSpan={2}>
                {before.title}
              </th>
              <th scope="col" colSpan={2}>
                {after.title}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) =>
              row.kind === 'skipped' ? (
                <tr key={`skipped ${row.from}`} className={classes.skipped}>
                  <td colSpan={4}>{count(row.lines, 'equal line')}</td>
                </tr>
              ) : (
                <tr key={`${row.before?.number ?? '-'} ${row.after?.number ?? '-'}`}>
                  <Cells line={row.before} changed={row.kind === 'changed'} side="before" />
                  <Cells line={row.after} changed={row.kind === 'changed'} side="after" />
                </tr>
              ),
            )}
          </tbody>
        </table>
      </section>
    </div>
  )
}

function Cells({ line, changed, side }: { line: DiffLine | undefined; changed: boolean; side: 'before' | 'after' }) {
  // On a narrow screen an equal line is shown once: its second copy is the twin.
  const twin = !changed && side === 'after' ? true : undefined
  if (!line) {
    return (
      <>
        <td className={classes.number} data-empty />
        <td className={classes.text} data-empty />
      </>
    )
  }
  const Mark = side === 'before' ? 'del' : 'ins'
  return (
    <>
      <td className={classes.number} data-twin={twin}>
        {line.number}
      </td>
      <td className={classes.text} data-twin={twin} data-side={changed ? side : undefined}>
        {changed ? (
          <Mark>
            <VisuallyHidden>{side === 'before' ? 'Removed: ' : 'Added: '}</VisuallyHidden>
            <span aria-hidden="true">{side === 'before' ? '− ' : '+ '}</span>
            {line.text}
          </Mark>
        ) : (
          <>
            <span aria-hidden="true">{'  '}</span>
            {line.text}
          </>
        )}
      </td>
    </>
  )
}
