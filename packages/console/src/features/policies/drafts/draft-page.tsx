import { type DraftDetail, draftRoutes } from '@bailiwick/contracts'
import { Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { curlOf } from '../../../api/curl.ts'
import { draftQuery } from '../../../api/queries/drafts.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { CopyAsCall } from '../../../ui/copy-as-call.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { QueryView } from '../../../ui/query-view.tsx'
import { BlockSkeleton } from '../../../ui/skeletons.tsx'
import { When } from '../../../ui/time.tsx'
import { useParam } from '../../../ui/use-param.ts'
import { useUrlState } from '../../../ui/use-url-state.ts'
import { DocumentsTab } from './documents-tab.tsx'
import { DraftMenu } from './draft-menu.tsx'
import { DraftRulesTab } from './draft-rules-tab.tsx'
import { DraftStanding } from './draft-standing.tsx'
import { DraftStateMark } from './draft-state.tsx'
import { PublishTab } from './publish-tab.tsx'
import { ReviewTab } from './review-tab.tsx'
import { TestsTab } from './tests-tab.tsx'

const tabs = ['rules', 'tests', 'review', 'publish'] as const
const shape = z.object({
  tab: z.enum(tabs).optional(),
  policy: z.string().optional(),
  part: z.enum(['defaults', 'difference']).optional(),
})

export function DraftPage() {
  const { id, at } = useWorkspace()
  const draftId = useParam('draftId')
  const query = useQuery(draftQuery(id, draftId))
  const parent = { title: 'Drafts', to: at.drafts() }
  return (
    <QueryView
      query={query}
      head={<PageHeader title="Draft" parent={parent} />}
      skeleton={<BlockSkeleton lines={8} height={24} />}
    >
      {(draft) => <DraftView key={draft.id} draft={draft} parent={parent} />}
    </QueryView>
  )
}

function DraftView({ draft, parent }: { draft: DraftDetail; parent: { title: string; to: string } }) {
  const { id } = useWorkspace()
  const [url, setUrl] = useUrlState(shape)
  const [unlocked, setUnlocked] = useState(false)
  const editable = draft.can.edit && (draft.state === 'open' || (draft.state === 'submitted' && unlocked))
  const over = draft.state === 'published' || draft.state === 'discarded'
  const show = (tab: (typeof tabs)[number] | undefined) => setUrl({ tab, policy: undefined, part: undefined }, { push: true })
  return (
    <>
      <PageHeader
        title={draft.title}
        parent={parent}
        answer={<Answer draft={draft} />}
        actions={
          <>
            <CopyAsCall what="This draft" command={curlOf(draftRoutes.get, { params: { workspaceId: id, draftId: draft.id } })} />
            <DraftMenu draft={draft} />
          </>
        }
      />
      <DraftStanding draft={draft} unlocked={unlocked} onUnlock={() => setUnlocked(true)} onReview={() => show('review')} />
      <Tabs value={url.tab ?? 'documents'} onChange={(tab) => show(tabs.find((it) => it === tab))} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="documents">Documents{sayNumber(draft.contents.policies.length)}</Tabs.Tab>
          <Tabs.Tab value="rules">Rules{sayNumber(draft.contents.rules.length)}</Tabs.Tab>
          <Tabs.Tab value="tests">Tests{sayNumber(draft.contents.tests.length)}</Tabs.Tab>
          <Tabs.Tab value="review">Review</Tabs.Tab>
          {over ? null : <Tabs.Tab value="publish">Publish</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="documents">
          <DocumentsTab
            draft={draft}
            editable={editable}
            shown={url.policy}
            part={url.part}
            onShow={(policy) => setUrl({ policy, part: undefined }, { push: true })}
            onPart={(part) => setUrl({ part })}
          />
        </Tabs.Panel>
        <Tabs.Panel value="rules">
          <DraftRulesTab draft={draft} editable={editable} />
        </Tabs.Panel>
        <Tabs.Panel value="tests">
          <TestsTab draft={draft} editable={editable} />
        </Tabs.Panel>
        <Tabs.Panel value="review">
          <ReviewTab draft={draft} onShow={show} />
        </Tabs.Panel>
        {over ? null : (
          <Tabs.Panel value="publish">
            <PublishTab draft={draft} onReview={() => show('review')} />
          </Tabs.Panel>
        )}
      </Tabs>
    </>
  )
}

function Answer({ draft }: { draft: DraftDetail }) {
  return (
    <>
      {draft.reason ? <div>{draft.reason}</div> : null}
      <div>
        <DraftStateMark state={draft.state} /> <span aria-hidden="true">·</span>{' '}
        {draft.changes.length > 0 ? `${draft.changes.join('. ')}.` : 'It changes nothing yet.'}{' '}
        {draft.baseRevision === null ? 'Made before anything was in force' : `Made on revision ${draft.baseRevision}`}
        {draft.createdBy ? ` by ${draft.createdBy.name}` : ''}, <When at={draft.createdAt} />.
      </div>
    </>
  )
}

const sayNumber = (n: number) => (n > 0 ? ` (${n})` : '')
