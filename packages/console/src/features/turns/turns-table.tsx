import type { Turn } from '@bailiwick/contracts'
import { Text, Tooltip, UnstyledButton } from '@mantine/core'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Status } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import { formatNumber } from '../../ui/words.ts'
import { outcomes } from './outcomes.ts'

export function TurnsTable(props: {
  turns: Turn[]
  stale: boolean
  onPerson: (personId: string) => void
  more: { load: () => void; loading: boolean } | undefined
}) {
  const columns: Column<Turn>[] = [
    { key: 'at', title: 'When', cell: (it) => <When at={it.at} /> },
    {
      key: 'person',
      title: 'Who',
      cell: ({ person }) =>
        person ? (
          <UnstyledButton
            c="var(--mantine-color-anchor)"
            fz="sm"
            onClick={() => props.onPerson(person.id)}
            title={`Only ${person.name}`}
          >
            {person.name}
          </UnstyledButton>
        ) : (
          'Nobody known'
        ),
    },
    { key: 'model', title: 'Model', cell: (it) => it.model },
    { key: 'upstream', title: 'Upstream', cell: (it) => it.upstream ?? '–' },
    {
      key: 'outcome',
      title: 'Outcome',
      cell: (it) => (
        <Tooltip label={`Status ${it.status}`}>
          <span>
            <Status tone={outcomes[it.outcome].tone}>{outcomes[it.outcome].label}</Status>
          </span>
        </Tooltip>
      ),
    },
    {
      key: 'in',
      title: 'Input tokens',
      align: 'end',
      cell: (it) => <Tokens all={it.inputTokens} part={it.cachedTokens} of="cached" />,
    },
    {
      key: 'out',
      title: 'Output tokens',
      align: 'end',
      cell: (it) => <Tokens all={it.outputTokens} part={it.reasoningTokens} of="reasoning" />,
    },
    { key: 'first', title: 'First byte', align: 'end', cell: (it) => (it.firstByteMs === null ? '–' : sayTime(it.firstByteMs)) },
    { key: 'took', title: 'Took', align: 'end', cell: (it) => sayTime(it.durationMs) },
  ]
  return (
    <DataTable
      label="Model turns"
      columns={columns}
      rows={props.turns}
      rowKey={(it) => it.id}
      stale={props.stale}
      more={props.more}
    />
  )
}

function Tokens({ all, part, of }: { all: number; part: number; of: string }) {
  return (
    <>
      {formatNumber(all)}
      {part > 0 ? (
        <Text span size="xs" c="dimmed" display="block">
          {formatNumber(part)} {of}
        </Text>
      ) : null}
    </>
  )
}

function sayTime(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}
