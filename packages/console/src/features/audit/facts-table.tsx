import type { Fact } from '@bailiwick/contracts'
import { Text } from '@mantine/core'
import { useLocation } from '@tanstack/react-router'
import { useWorkspace } from '../../shell/workspace.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { TextLink } from '../../ui/link.tsx'
import { Status } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import { plainName } from './chosen-name.ts'
import { actorKinds, sayAct } from './fact-sentence.ts'

export function FactsTable(props: { facts: Fact[]; stale: boolean; more: { load: () => void; loading: boolean } | undefined }) {
  const { at } = useWorkspace()
  const search = useLocation({ select: (it) => it.searchStr })
  const columns: Column<Fact>[] = [
    { key: 'at', title: 'When', width: '10rem', cell: (it) => <When at={it.at} /> },
    {
      key: 'what',
      title: 'What happened',
      cell: (it) => (
        <>
          <TextLink to={at.fact(it.id) + search} c="var(--mantine-color-text)" resetScroll={false}>
            <strong>
              <bdi>{plainName(it.actor.name)}</bdi>
            </strong>{' '}
            {sayAct(it)}
          </TextLink>
          <Text size="xs" c="dimmed">
            {it.actor.email ?? actorKinds[it.actor.kind]}
          </Text>
          {it.outcome === 'refused' ? (
            <div>
              <Status tone="bad">Refused</Status>
            </div>
          ) : null}
        </>
      ),
    },
    { key: 'address', title: 'From', width: '9rem', cell: (it) => (it.address ? <code>{it.address}</code> : '–') },
    {
      key: 'position',
      title: 'Position',
      align: 'end',
      width: '6rem',
      cell: (it) => (it.position === null ? 'being chained' : it.position),
    },
  ]
  return (
    <DataTable label="Facts" columns={columns} rows={props.facts} rowKey={(it) => it.id} stale={props.stale} more={props.more} />
  )
}
