import type { DraftDetail } from '@bailiwick/contracts'
import { Button } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiProblem } from '../../../api/client.ts'
import { useRebaseDraft, useUnscheduleDraft } from '../../../api/queries/drafts.ts'
import { itemsOf } from '../../../api/queries/paging.ts'
import { rolloutsQuery } from '../../../api/queries/rollouts.ts'
import { rulesQuery } from '../../../api/queries/rules.ts'
import { shown } from '../../../api/shown.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { ErrorState } from '../../../ui/error-state.tsx'
import { LinkButton } from '../../../ui/link.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { sayDone } from '../../../ui/notify.ts'
import { When } from '../../../ui/time.tsx'
import classes from './review.module.css'

interface Props {
  draft: DraftDetail
  unlocked: boolean
  onUnlock: () => void
  onReview: () => void
}

/** Where the draft stands, when that asks for something: behind, waiting, scheduled, in stages, over. */
export function DraftStanding(props: Props) {
  const { draft } = props
  const waiting = draft.state === 'open' || draft.state === 'submitted'
  return (
    <div className={classes.standing}>
      {draft.behind && waiting ? <Behind {...props} /> : null}
      {draft.state === 'submitted' ? <Submitted {...props} /> : null}
      {draft.state === 'scheduled' ? <Scheduled draft={draft} /> : null}
      {draft.state === 'staged' ? <Staged draft={draft} /> : null}
      {draft.state === 'published' ? <Published draft={draft} /> : null}
      {draft.state === 'discarded' ? (
        <Notice title="This draft is discarded">It is kept to be read; what was done to it stays in the audit log.</Notice>
      ) : null}
      {waiting && !draft.can.edit && draft.can.why ? <Notice>You can read this draft. {draft.can.why}</Notice> : null}
    </div>
  )
}

function Behind({ draft, onReview }: Props) {
  const { id } = useWorkspace()
  const rules = useQuery(rulesQuery(id))
  const rebase = useRebaseDraft(id, draft.id)
  const [problem, setProblem] = useState<unknown>(null)
  const now = rules.data?.revision
  const move = async () => {
    setProblem(null)
    try {
      const moved = await rebase.mutateAsync({ expectedEdit: draft.edit })
      sayDone(`The draft stands on revision ${moved.baseRevision ?? ''} now`)
    } catch (error) {
      if (error instanceof ApiProblem && error.code === 'draft.conflicts') onReview()
      else setProblem(error)
    }
  }
  return (
    <>
      <Notice
        tone="warn"
        title={`Revision ${now?.number ?? ''} came into force since this draft was made`}
        actions={
          draft.can.edit ? (
            <Button size="xs" loading={rebase.isPending} onClick={() => void move()}>
              Move the draft onto it
            </Button>
          ) : undefined
        }
      >
        {now ? (
          <>
            {now.createdBy?.name ?? 'An admin key'}, <When at={now.createdAt} />: {now.cause}
            {now.note ? ` (“${now.note}”)` : ''}.{' '}
          </>
        ) : null}
        Nothing of either is lost: what both changed is shown side by side, and you say which to keep.
      </Notice>
      {problem ? <ErrorState error={problem} /> : null}
    </>
  )
}

function Submitted({ draft, unlocked, onUnlock, onReview }: Props) {
  return (
    <Notice
      tone="info"
      title={unlocked ? 'Your next edit takes the draft back' : 'It waits for approval'}
      actions={
        <>
          <Button size="xs" onClick={onReview}>
            Go to the review
          </Button>
          {draft.can.edit && !unlocked ? (
            <Button size="xs" variant="default" onClick={onUnlock}>
              Edit it again
            </Button>
          ) : null}
        </>
      }
    >
      {unlocked
        ? 'Approvals are given to exactly what was read. As soon as you change something, they do not count any more.'
        : 'Somebody who wrote no part of it approves or rejects it in the review.'}
    </Notice>
  )
}

function Scheduled({ draft }: { draft: DraftDetail }) {
  const { id } = useWorkspace()
  const unschedule = useUnscheduleDraft(id, draft.id)
  return (
    <>
      <Notice
        tone="info"
        title="It goes out by itself"
        actions={
          draft.can.edit || draft.can.publish ? (
            <Button
              size="xs"
              variant="default"
              loading={unschedule.isPending}
              onClick={() => void unschedule.mutateAsync(undefined).then(() => sayDone('It stays open; nothing goes out'), shown)}
            >
              Take it back
            </Button>
          ) : undefined
        }
      >
        {draft.publishAt ? (
          <>
            <When at={draft.publishAt} exact /> (<When at={draft.publishAt} />
            ).{' '}
          </>
        ) : null}
        Checks, tests and approvals are looked at again then; if one of them fails, nothing goes out and it is said here and on
        the overview.
      </Notice>
      {unschedule.error ? <ErrorState error={unschedule.error} /> : null}
    </>
  )
}

function Staged({ draft }: { draft: DraftDetail }) {
  const { id, at } = useWorkspace()
  const rollouts = useInfiniteQuery(rolloutsQuery(id))
  const mine = itemsOf(rollouts.data).find((it) => it.draftId === draft.id)
  return (
    <Notice
      tone="info"
      title="It goes out in stages"
      actions={
        <LinkButton size="xs" to={mine ? at.rollout(mine.id) : at.rollouts()}>
          See the rollout
        </LinkButton>
      }
    >
      Part of the members get it already. The rollout says who, what was seen of them, and goes on or back.
    </Notice>
  )
}

function Published({ draft }: { draft: DraftDetail }) {
  const { at } = useWorkspace()
  return (
    <Notice
      tone="good"
      title={draft.publishedRevision === null ? 'It was published' : `It was published as revision ${draft.publishedRevision}`}
      actions={
        draft.publishedRevision === null ? undefined : (
          <>
            <LinkButton size="xs" variant="default" to={at.revision(draft.publishedRevision)}>
              See the revision
            </LinkButton>
            <LinkButton size="xs" variant="default" to={at.devices()}>
              Did it arrive?
            </LinkButton>
          </>
        )
      }
    >
      A client keeps the policy that it has fetched for up to an hour, and a running thread keeps the one it started with.
    </Notice>
  )
}
