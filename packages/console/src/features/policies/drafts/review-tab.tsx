import type { DraftDetail, DraftReview } from '@bailiwick/contracts'
import { Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { draftReviewQuery } from '../../../api/queries/drafts.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { QueryView } from '../../../ui/query-view.tsx'
import { Section } from '../../../ui/section.tsx'
import { BlockSkeleton } from '../../../ui/skeletons.tsx'
import { count } from '../../../ui/words.ts'
import { ImpactView } from '../impact/impact-view.tsx'
import { Approvals } from './approvals.tsx'
import { Blockers } from './blockers.tsx'
import { Conflicts } from './conflicts.tsx'
import { DocumentChecks } from './document-checks.tsx'
import { TestResults } from './tests-tab.tsx'

type Show = (tab: 'rules' | 'tests' | 'review' | 'publish' | undefined) => void

/** One page that answers: may this go out, and what will it do? */
export function ReviewTab({ draft, onShow }: { draft: DraftDetail; onShow: Show }) {
  const { id } = useWorkspace()
  const query = useQuery(draftReviewQuery(id, draft.id))
  return (
    <QueryView query={query} skeleton={<BlockSkeleton lines={10} height={24} />}>
      {(review) => <Review draft={draft} review={review} onShow={onShow} />}
    </QueryView>
  )
}

function Review({ draft, review, onShow }: { draft: DraftDetail; review: DraftReview; onShow: Show }) {
  const over = draft.state === 'published' || draft.state === 'discarded'
  const changed = review.checks.filter((it) => it.changed || it.changes.length > 0 || it.check.verdict !== 'accepted')
  const untouched = review.checks.length - changed.length
  return (
    <>
      {over ? null : <MayItGoOut draft={draft} review={review} onShow={onShow} />}
      {review.conflicts.length > 0 ? <Conflicts draft={draft} conflicts={review.conflicts} /> : null}
      <Section title={over ? 'What it would do now' : 'What it will do'} framed>
        <ImpactView impact={review.impact} />
      </Section>
      <Section
        title="Documents"
        description="Each is judged as a client gets it: with what this server adds, for every client version whose verdicts are recorded."
      >
        <DocumentChecks checks={changed} draftId={draft.id} />
        {untouched > 0 ? (
          <Text size="sm" c="dimmed" mt="xs">
            {count(untouched, 'further policy', 'further policies')} in the rules {untouched === 1 ? 'is' : 'are'} unchanged and
            accepted.
          </Text>
        ) : null}
      </Section>
      <Section
        title="Tests"
        actions={
          <Button size="xs" variant="default" onClick={() => onShow('tests')}>
            See the tests
          </Button>
        }
      >
        <TestResults results={review.tests} />
      </Section>
      <Approvals draft={draft} approvals={review.approvals} />
      {review.brake.holds && !over ? (
        <Section title="Mass-change brake">
          <Notice tone="warn" title="The brake would hold this change">
            {review.brake.because} Publishing it puts it under Held changes, where somebody releases it after a second look;
            stages that begin small need no release.
          </Notice>
        </Section>
      ) : null}
    </>
  )
}

function MayItGoOut({ draft, review, onShow }: { draft: DraftDetail; review: DraftReview; onShow: Show }) {
  if (review.blockers.length > 0) return <Blockers draft={draft} blockers={review.blockers} onShow={onShow} />
  if (draft.state === 'scheduled' || draft.state === 'staged') return null
  const nothing = draft.changes.length === 0
  return (
    <div style={{ marginBottom: 'var(--mantine-spacing-xl)' }}>
      <Notice
        tone={nothing ? 'info' : review.brake.holds ? 'warn' : 'good'}
        title={
          nothing
            ? 'There is nothing to publish yet'
            : review.brake.holds
              ? 'It may go out, but the brake would hold it'
              : 'It may go out'
        }
        actions={
          nothing ? undefined : (
            <Button size="xs" onClick={() => onShow('publish')}>
              Publish…
            </Button>
          )
        }
      >
        {nothing
          ? 'Change a document, the rules or the tests first.'
          : `${review.checks.length === 0 ? '' : 'Clients accept every document. '}${
              review.tests.length === 0 ? 'There are no tests.' : `${count(review.tests.length, 'test')} hold.`
            } ${review.approvals.needed === 0 ? 'No approval is needed here.' : 'It is approved.'}`}
      </Notice>
    </div>
  )
}
