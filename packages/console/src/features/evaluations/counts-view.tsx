import type { Evaluation } from '@bailiwick/contracts'
import { SegmentedControl, Text, VisuallyHidden } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { z } from 'zod'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Section } from '../../ui/section.tsx'
import { Status } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'
import { count, formatNumber } from '../../ui/words.ts'
import { type Counted, compare, kindWords, verdictWords } from './evaluation-words.ts'
import classes from './evaluations.module.css'

const shape = z.object({ show: z.literal('all').optional() })
const sides = [
  ['stricter', 'the draft is stricter'],
  ['looser', 'the draft lets through more'],
  ['same', 'both say the same'],
] as const

/** The counts: a bar for each kind, then what differs, by kind and key. */
export function CountsView({ run }: { run: Evaluation }) {
  const [url, setUrl] = useUrlState(shape)
  const differ = run.counts.filter((it) => compare(it) !== 'same')
  const rows = url.show === 'all' ? [...differ, ...run.counts.filter((it) => compare(it) === 'same')] : differ
  return (
    <>
      <Section title="What it would have said" framed>
        <div className={classes.bars}>
          {(['command', 'sandbox', 'tool'] as const).map((kind) => (
            <KindBar key={kind} kind={kind} counts={run.counts.filter((it) => it.kind === kind)} />
          ))}
        </div>
      </Section>
      <Section
        title="In force, and in the draft"
        description="The requirement that decides in the draft, how often, and for how many people."
        actions={
          <SegmentedControl
            aria-label="Which counts"
            value={url.show ?? 'differ'}
            onChange={(it) => setUrl({ show: it === 'all' ? 'all' : undefined })}
            data={[
              { value: 'differ', label: `What differs (${differ.length})` },
              { value: 'all', label: `All (${run.counts.length})` },
            ]}
          />
        }
      >
        {rows.length > 0 ? (
          <DataTable label="Counts" columns={columns} rows={rows} rowKey={(it) => keyOf(it)} />
        ) : (
          <Text size="sm" c="dimmed">
            Nothing differs: the draft would have said the same to everything it saw.
          </Text>
        )}
      </Section>
    </>
  )
}

const columns: Column<Counted>[] = [
  { key: 'kind', title: 'What', cell: (it) => kindWords[it.kind][0] },
  {
    key: 'verdict',
    title: 'In force, then in the draft',
    cell: (it) => (
      <span className={classes.turn}>
        <Verdict of={it.inForce} />
        <IconArrowRight size={14} aria-hidden="true" className={classes.arrow} />
        <VisuallyHidden>, in the draft: </VisuallyHidden>
        <Verdict of={it.inDraft} />
      </span>
    ),
  },
  {
    key: 'key',
    title: 'Decides in the draft',
    cell: (it) =>
      it.key ? (
        <code className="bw-break">{it.key}</code>
      ) : (
        <Text span c="dimmed" inherit>
          No requirement
        </Text>
      ),
  },
  { key: 'count', title: 'Count', align: 'end', cell: (it) => formatNumber(it.count) },
  { key: 'people', title: 'People', align: 'end', cell: (it) => formatNumber(it.people) },
  { key: 'last', title: 'Last', cell: (it) => <When at={it.lastAt} /> },
]

function Verdict({ of }: { of: Counted['inForce'] }) {
  const [tone, words] = verdictWords[of]
  return <Status tone={tone}>{words}</Status>
}

/** One kind as a bar of three shares, said in words below it. */
function KindBar({ kind, counts }: { kind: Counted['kind']; counts: Counted[] }) {
  const [title, one, many] = kindWords[kind]
  const sum = (list: Counted[]) => list.reduce((total, it) => total + it.count, 0)
  const total = sum(counts)
  const shares = sides.map(([as, words]) => ({ as, words, n: sum(counts.filter((it) => compare(it) === as)) }))
  return (
    <div>
      <div className={classes.barHead}>
        <Text size="sm" fw={600}>
          {title}
        </Text>
        <Text size="sm" c="dimmed" className="bw-numbers">
          {total === 0 ? 'None seen' : `${count(total, one, many)} seen`}
        </Text>
      </div>
      {total > 0 ? (
        <>
          <div className={classes.bar} aria-hidden="true">
            {shares.map((it) => (it.n > 0 ? <span key={it.as} data-as={it.as} style={{ flexGrow: it.n }} /> : null))}
          </div>
          <ul className={classes.legend}>
            {shares.map((it) =>
              it.n > 0 ? (
                <li key={it.as}>
                  <span className={classes.dot} data-as={it.as} aria-hidden="true" />
                  <span className="bw-numbers">{formatNumber(it.n)}</span> {it.words}
                </li>
              ) : null,
            )}
          </ul>
        </>
      ) : null}
    </div>
  )
}

const keyOf = (it: Counted) => [it.kind, it.key, it.inForce, it.inDraft].join(' ')
