import { type Turn, turnOutcomes } from '@bailiwick/contracts'
import { Button, Select, Text } from '@mantine/core'
import { IconActivity } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { z } from 'zod'
import { turnsQuery } from '../../api/queries/gateway.ts'
import { itemsOf } from '../../api/queries/paging.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CountLine } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar } from '../../ui/filter-bar.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'
import { count, formatNumber } from '../../ui/words.ts'
import { outcomes } from './outcomes.ts'
import { TurnsTable } from './turns-table.tsx'

const shape = z.object({ personId: z.string().optional(), outcome: z.enum(turnOutcomes).optional() })

export function TurnsPage() {
  const { id, at } = useWorkspace()
  const [{ personId, outcome }, setUrl] = useUrlState(shape)
  const query = useInfiniteQuery(turnsQuery(id, { personId, outcome }))
  const rows = itemsOf(query.data)
  const who = personId ? rows.find((it) => it.person?.id === personId)?.person?.name : undefined
  const filtered = personId !== undefined || outcome !== undefined
  return (
    <>
      <PageHeader
        title="Model turns"
        answer={
          query.data ? saySums(rows, query.hasNextPage) : 'Who called which model, and what came of it. Content is never kept.'
        }
      />
      <FilterBar count={query.data ? <CountLine shown={rows.length} more={query.hasNextPage} noun={['turn', 'turns']} /> : null}>
        <Select
          aria-label="Outcome"
          w={190}
          value={outcome ?? 'all'}
          onChange={(it) => setUrl({ outcome: turnOutcomes.find((name) => name === it) })}
          data={[
            { value: 'all', label: 'Any outcome' },
            ...turnOutcomes.map((name) => ({ value: name, label: outcomes[name].label })),
          ]}
        />
        {personId ? (
          <Button variant="default" onClick={() => setUrl({ personId: undefined })}>
            Only {who ?? 'one person'} · show everyone
          </Button>
        ) : null}
      </FilterBar>
      <QueryView query={query} skeleton={<TableSkeleton rows={8} />}>
        {() =>
          rows.length > 0 ? (
            <TurnsTable
              turns={rows}
              stale={query.isPlaceholderData}
              onPerson={(it) => setUrl({ personId: it })}
              more={query.hasNextPage ? { load: () => void query.fetchNextPage(), loading: query.isFetchingNextPage } : undefined}
            />
          ) : filtered ? (
            <EmptyState
              title="No turn matches"
              action={
                <Button variant="default" onClick={() => setUrl({ personId: undefined, outcome: undefined })}>
                  Show all turns
                </Button>
              }
            >
              No turn has this person and outcome together.
            </EmptyState>
          ) : (
            <EmptyState
              icon={<IconActivity size={28} stroke={1.5} />}
              title="No turns yet"
              action={<LinkButton to={at.connect()}>Connect Codex</LinkButton>}
            >
              A turn is one model call of a Codex client through the gateway. Each leaves who, when, model, tokens and outcome;
              never what was said.
            </EmptyState>
          )
        }
      </QueryView>
      <Text size="xs" c="dimmed" mt="sm">
        Tokens as the upstream counted them. Prompts and answers are not kept.
      </Text>
    </>
  )
}

function saySums(turns: Turn[], more: boolean): string {
  if (turns.length === 0) return 'No model call to show.'
  const tokens = turns.reduce((sum, it) => sum + it.inputTokens + it.outputTokens, 0)
  const refused = turns.filter((it) => it.outcome === 'refused' || it.outcome === 'no_upstream').length
  const failed = turns.filter((it) => it.outcome === 'upstream_error').length
  return `${more ? 'The latest' : 'All'} ${count(turns.length, 'turn')}: ${formatNumber(tokens)} tokens, ${formatNumber(refused)} refused, ${formatNumber(failed)} failed upstream.`
}
