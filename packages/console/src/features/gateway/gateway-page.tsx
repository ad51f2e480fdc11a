import { Button } from '@mantine/core'
import { IconPlus, IconServerBolt } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { z } from 'zod'
import { upstreamsQuery } from '../../api/queries/gateway.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { TextLink } from '../../ui/link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'
import { count, sayList } from '../../ui/words.ts'
import { UpstreamCard } from './upstream-card.tsx'
import { UpstreamDialog } from './upstream-dialog.tsx'

const shape = z.object({ do: z.enum(['add', 'edit']).optional(), upstream: z.string().optional() })

export function GatewayPage() {
  const { id, at, can } = useWorkspace()
  const [url, setUrl] = useUrlState(shape)
  const query = useQuery(upstreamsQuery(id))
  const on = query.data?.filter((it) => it.enabled) ?? []
  const models = [...new Set(on.flatMap((it) => it.models))]
  const add = can('gateway.manage') ? (
    <Button leftSection={<IconPlus size={17} />} onClick={() => setUrl({ do: 'add' })}>
      Add an upstream
    </Button>
  ) : null
  const edited = query.data?.find((it) => it.id === url.upstream)
  return (
    <>
      <PageHeader
        title="Model gateway"
        answer={
          !query.data
            ? 'Where the model calls of Codex go.'
            : on.length === 0
              ? 'No upstream is on: every model call ends with a sentence that says so.'
              : `${count(models.length, 'model')} from ${count(on.length, 'upstream')}: ${sayList(models)}.`
        }
        actions={query.data?.length ? add : null}
      />
      <QueryView query={query} skeleton={<BlockSkeleton lines={3} height={90} />}>
        {(upstreams) =>
          upstreams.length === 0 ? (
            <EmptyState
              icon={<IconServerBolt size={28} stroke={1.5} />}
              title="No upstream yet"
              action={add}
              more={can('analytics.read') ? <TextLink to={at.turns()}>Model turns</TextLink> : undefined}
            >
              An upstream is a server that speaks the OpenAI Responses API: a provider with its key, or a model server in your own
              network. Codex clients only ever see Bailiwick; the key stays here, sealed.
            </EmptyState>
          ) : (
            upstreams.map((upstream) => (
              <UpstreamCard key={upstream.id} upstream={upstream} onEdit={() => setUrl({ do: 'edit', upstream: upstream.id })} />
            ))
          )
        }
      </QueryView>
      {can('gateway.manage') ? (
        <UpstreamDialog
          opened={url.do === 'add' || (url.do === 'edit' && edited !== undefined)}
          upstream={url.do === 'edit' ? edited : undefined}
          onClose={() => setUrl({ do: undefined, upstream: undefined })}
        />
      ) : null}
    </>
  )
}
