import { type Draft, draftRoutes, draftStates } from '@bailiwick/contracts'
import { Button, Select, Text } from '@mantine/core'
import { IconFileDiff, IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { z } from 'zod'
import { curlOf } from '../../../api/curl.ts'
import { draftsQuery } from '../../../api/queries/drafts.ts'
import { itemsOf } from '../../../api/queries/paging.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { CopyAsCall } from '../../../ui/copy-as-call.tsx'
import { type Column, CountLine, DataTable } from '../../../ui/data-table.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { FilterBar } from '../../../ui/filter-bar.tsx'
import { TextLink } from '../../../ui/link.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { QueryView } from '../../../ui/query-view.tsx'
import { TableSkeleton } from '../../../ui/skeletons.tsx'
import { When } from '../../../ui/time.tsx'
import { useUrlState } from '../../../ui/use-url-state.ts'
import { count } from '../../../ui/words.ts'
import { ChangeTabs } from './change-tabs.tsx'
import { DraftStateMark, stateWords } from './draft-state.tsx'
import { NewDraftDialog } from './new-draft-dialog.tsx'

const shape = z.object({ state: z.enum(draftStates).optional(), do: z.literal('create').optional() })

/** What somebody wants to put in force, the newest change first. */
export function DraftsPage() {
  const { id, at, can } = useWorkspace()
  const [url, setUrl] = useUrlState(shape)
  const navigate = useNavigate()
  const query = useInfiniteQuery(draftsQuery(id, url.state))
  const rows = itemsOf(query.data)
  const begin = can('policy.manage') ? (
    <Button leftSection={<IconPlus size={17} />} onClick={() => setUrl({ do: 'create' })}>
      Begin a draft
    </Button>
  ) : undefined
  return (
    <>
      <PageHeader
        title="Drafts"
        answer={query.data && !url.state ? sayDrafts(rows, query.hasNextPage) : 'Changes of policy that are not in force yet.'}
        actions={
          <>
            <CopyAsCall what="The drafts" command={curlOf(draftRoutes.list, { params: { workspaceId: id } })} />
            {begin}
          </>
        }
      />
      <ChangeTabs shown="drafts" />
      <div id="changes">
        {rows.length > 0 || url.state ? (
          <FilterBar
            count={query.data ? <CountLine shown={rows.length} more={query.hasNextPage} noun={['draft', 'drafts']} /> : null}
          >
            <Select
              aria-label="State"
              placeholder="Any state"
              clearable
              w={200}
              data={draftStates.map((it) => ({ value: it, label: stateWords[it][1] }))}
              value={url.state ?? null}
              onChange={(state) => setUrl({ state: draftStates.find((it) => it === state) })}
            />
          </FilterBar>
        ) : null}
        <QueryView query={query} skeleton={<TableSkeleton rows={4} />}>
          {() =>
            rows.length > 0 ? (
              <DataTable
                label="Drafts"
                columns={columns(at)}
                rows={rows}
                rowKey={(it) => it.id}
                stale={query.isPlaceholderData}
                isQuiet={(it) => it.state === 'discarded' || it.state === 'published'}
                more={
                  query.hasNextPage ? { load: () => void query.fetchNextPage(), loading: query.isFetchingNextPage } : undefined
                }
              />
            ) : url.state ? (
              <EmptyState title="No draft is in this state">
                <TextLink to={at.drafts()}>See all drafts</TextLink>
              </EmptyState>
            ) : (
              <EmptyState icon={<IconFileDiff size={28} stroke={1.5} />} title="No drafts" action={begin}>
                A draft gathers documents, the order of rules, the default and tests into one change. Before it goes out you see
                who it moves and what gets tighter or looser for them; then it goes out now, at a time, or in stages that halt by
                themselves.
              </EmptyState>
            )
          }
        </QueryView>
      </div>
      {url.do === 'create' && can('policy.manage') ? (
        <NewDraftDialog onClose={() => setUrl({ do: undefined })} onDone={(draft) => void navigate({ to: at.draft(draft.id) })} />
      ) : null}
    </>
  )
}

function columns(at: ReturnType<typeof useWorkspace>['at']): Column<Draft>[] {
  return [
    {
      key: 'title',
      title: 'Draft',
      cell: (it) => (
        <>
          <TextLink to={at.draft(it.id)} fw={600}>
            {it.title}
          </TextLink>
          <Text size="xs" c="dimmed" lineClamp={2}>
            {it.changes.length > 0 ? it.changes.join('; ') : 'Changes nothing yet'}
          </Text>
        </>
      ),
    },
    { key: 'state', title: 'State', cell: (it) => <StateCell draft={it} /> },
    { key: 'by', title: 'By', cell: (it) => it.createdBy?.name ?? 'An admin key' },
    { key: 'at', title: 'Last change', cell: (it) => <When at={it.updatedAt} /> },
  ]
}

function StateCell({ draft }: { draft: Draft }) {
  const { at } = useWorkspace()
  return (
    <>
      <DraftStateMark state={draft.state} />
      <Text size="xs" c="dimmed" component="div">
        {draft.publishedRevision !== null ? (
          <TextLink to={at.revision(draft.publishedRevision)}>Revision {draft.publishedRevision}</TextLink>
        ) : draft.publishAt && draft.state === 'scheduled' ? (
          <When at={draft.publishAt} />
        ) : draft.behind && (draft.state === 'open' || draft.state === 'submitted') ? (
          'Made on an older revision'
        ) : null}
      </Text>
    </>
  )
}

function sayDrafts(drafts: Draft[], more: boolean): string {
  const inState = (state: Draft['state']) => drafts.filter((it) => it.state === state).length
  const parts = [
    inState('open') > 0 ? `${count(inState('open'), 'draft')} being written` : '',
    inState('submitted') > 0 ? `${inState('submitted')} waiting for approval` : '',
    inState('scheduled') > 0 ? `${inState('scheduled')} with a time` : '',
    inState('staged') > 0 ? `${inState('staged')} going out in stages` : '',
  ].filter(Boolean)
  if (parts.length === 0) return more ? 'Changes of policy, the newest first.' : 'No change of policy is on its way.'
  return `${parts.join(', ')}.`
}
