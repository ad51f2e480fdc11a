import type { Fact } from '@bailiwick/contracts'
import { Text, Title } from '@mantine/core'
import { Detail, Details } from '../../ui/details.tsx'
import { DiffView } from '../policies/diff/diff-view.tsx'
import { type DetailRow, toDetailRows } from './detail-rows.ts'
import classes from './detail-table.module.css'

/** What changed, side by side; what stayed is quiet. */
export function DetailTable({ detail }: { detail: Fact['detail'] }) {
  const { compared, further } = toDetailRows(detail)
  if (compared.length === 0 && further.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Nothing further was recorded.
      </Text>
    )
  }
  const hasBefore = compared.some((it) => it.before !== null)
  const hasAfter = compared.some((it) => it.after !== null)
  const documents = compared.filter(isChangedDocument)
  const values = compared.filter((it) => !isChangedDocument(it))
  return (
    <>
      {values.length > 0 ? (
        <table className={classes.table}>
          <caption>{hasBefore && hasAfter ? 'Before and after' : hasAfter ? 'As it was made' : 'As it was before'}</caption>
          <thead>
            <tr>
              <th scope="col">Value</th>
              {hasBefore ? <th scope="col">Before</th> : null}
              {hasAfter ? <th scope="col">After</th> : null}
            </tr>
          </thead>
          <tbody>
            {values.map((row) => (
              <tr key={row.name} data-changed={(row.changed && hasBefore && hasAfter) || undefined}>
                <th scope="row">{row.name}</th>
                {hasBefore ? <Value side="before" text={row.before} /> : null}
                {hasAfter ? <Value side="after" text={row.after} /> : null}
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {documents.map(({ name, before, after }) => (
        <section key={name}>
          <Title order={3}>{name}</Title>
          <DiffView before={{ title: 'Before', text: before ?? '' }} after={{ title: 'After', text: after ?? '' }} />
        </section>
      ))}
      {further.length > 0 ? (
        <div>
          {compared.length > 0 ? <Title order={3}>Also recorded</Title> : null}
          <Details>
            {further.map(([name, value]) => (
              <Detail key={name} name={name}>
                <span style={{ whiteSpace: 'pre-line' }}>{value}</span>
              </Detail>
            ))}
          </Details>
        </div>
      ) : null}
    </>
  )
}

/** Two texts of many lines are read line by line, not column by column. */
const isChangedDocument = ({ before, after, changed }: DetailRow): boolean =>
  changed && Boolean(before?.includes('\n') && after?.includes('\n'))

/** A value in its column; a document keeps its lines. */
function Value({ side, text }: { side: 'before' | 'after'; text: string | null }) {
  return (
    <td data-side={side} data-document={text?.includes('\n') || undefined}>
      {text ?? '–'}
    </td>
  )
}
