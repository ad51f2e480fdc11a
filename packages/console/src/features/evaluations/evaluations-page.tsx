import { type Evaluation, evaluationRoutes } from '@bailiwick/contracts'
import { Button, Text } from '@mantine/core'
import { IconEye, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { z } from 'zod'
import { curlOf } from '../../api/curl.ts'
import { evaluationsQuery } from '../../api/queries/evaluations.ts'
import type { WorkspacePaths } from '../../paths.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { LinkButton, TextLink } from '../../ui/link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'
import { When } from '../../ui/time.tsx'
import { useUrlState } from '../../ui/use-url-state.ts'
import { formatNumber } from '../../ui/words.ts'
import { ChangeTabs } from '../policies/drafts/change-tabs.tsx'
import { compare, sayRuns, saySeen, sayWho } from './evaluation-words.ts'
import { RunState } from './run-state.tsx'
import { StartDialog } from './start-dialog.tsx'

const shape = z.object({ do: z.literal('start').optional(), draft: z.string().optional() })

/** Drafts that only look: what each would have said to what passed the gateway. */
export function EvaluationsPage() {
  const { id, at, can } = useWorkspace()
  const [url, setUrl] = useUrlState(shape)
  const navigate = useNavigate()
  const query = useQuery(evaluationsQuery(id))
  const start = can('policy.manage') ? (
    <Button leftSection={<IconPlus size={17} />} onClick={() => setUrl({ do: 'start' })}>
      Let a draft observe
    </Button>
  ) : undefined
  return (
    <>
      <PageHeader
        title="Observe-only runs"
        answer={query.data ? sayRuns(query.data) : 'What a draft would have said to real work, before it says anything.'}
        actions={
          <>
            <CopyAsCall what="The runs" command={curlOf(evaluationRoutes.list, { params: { workspaceId: id } })} />
            {query.data?.length ? start : null}
          </>
        }
      />
      <ChangeTabs shown="observing" />
      <div id="changes">
        <QueryView query={query} skeleton={<TableSkeleton rows={3} />}>
          {(runs) =>
            runs.length > 0 ? (
              <DataTable
                label="Observe-only runs"
                columns={columns(at)}
                rows={runs}
                rowKey={(it) => it.id}
                isQuiet={(it) => !it.running}
              />
            ) : (
              <EmptyState
                icon={<IconEye size={28} stroke={1.5} />}
                title="No draft has observed yet"
                action={
                  start ?? (
                    <LinkButton to={at.drafts()} variant="default">
                      Go to the drafts
                    </LinkButton>
                  )
                }
                more={<TextLink to={at.drafts()}>See the drafts</TextLink>}
              >
                Before a draft holds anybody, it can watch a group for some days: the sandbox modes, tools and commands that pass
                the model gateway are put to it, and its answers are counted beside those in force. What is in force stays
                enforced, and no content is kept.
              </EmptyState>
            )
          }
        </QueryView>
      </div>
      {url.do === 'start' ? (
        <StartDialog
          draftId={url.draft}
          onClose={() => setUrl({ do: undefined, draft: undefined })}
          onDone={(run) => void navigate({ to: at.evaluation(run.id) })}
        />
      ) : null}
    </>
  )
}

const columns = (at: WorkspacePaths): Column<Evaluation>[] => [
  {
    key: 'title',
    title: 'Draft',
    cell: (it) => (
      <>
        <TextLink to={at.evaluation(it.id)} fw={600}>
          {it.title}
        </TextLink>
        <Text size="xs" c="dimmed">
          Looks at {sayWho(it)}
        </Text>
      </>
    ),
  },
  { key: 'state', title: 'State', cell: (it) => <RunState run={it} /> },
  { key: 'seen', title: 'Seen', cell: (it) => saySeen(it) },
  { key: 'stricter', title: 'Stricter', align: 'end', cell: (it) => formatNumber(sum(it, 'stricter')) },
  { key: 'looser', title: 'Looser', align: 'end', cell: (it) => formatNumber(sum(it, 'looser')) },
  {
    key: 'ends',
    title: 'Ends',
    cell: (it) => <When at={it.endedAt ?? it.endsAt} />,
  },
]

const sum = (run: Evaluation, as: ReturnType<typeof compare>) =>
  run.counts.reduce((total, it) => total + (compare(it) === as ? it.count : 0), 0)
