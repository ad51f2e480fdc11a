import { type DraftDetail, type DraftReview, draftRoutes } from '@bailiwick/contracts'
import { Button, Group, Radio, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiProblem } from '../../../api/client.ts'
import { curlOf } from '../../../api/curl.ts'
import { draftReviewQuery, usePublishDraft } from '../../../api/queries/drafts.ts'
import { shown } from '../../../api/shown.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { CopyAsCall } from '../../../ui/copy-as-call.tsx'
import { ErrorState } from '../../../ui/error-state.tsx'
import { LinkButton } from '../../../ui/link.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { sayDone } from '../../../ui/notify.ts'
import { QueryView } from '../../../ui/query-view.tsx'
import { Section } from '../../../ui/section.tsx'
import { BlockSkeleton } from '../../../ui/skeletons.tsx'
import { count } from '../../../ui/words.ts'
import { messageOf } from './blockers.tsx'
import { type NewStage, StageBuilder, usualStages } from './stage-builder.tsx'

const ways = ['now', 'time', 'stages'] as const
type Way = (typeof ways)[number]

/** Out now, at a time, or in stages; what each reaches, and what none of them can do. */
export function PublishTab({ draft, onReview }: { draft: DraftDetail; onReview: () => void }) {
  const { id } = useWorkspace()
  const query = useQuery(draftReviewQuery(id, draft.id))
  if (draft.state === 'staged' || draft.state === 'scheduled') {
    return (
      <Text size="sm" c="dimmed">
        {draft.state === 'staged'
          ? 'It is on its way in stages already.'
          : 'It has a time already; take it back first to choose another.'}
      </Text>
    )
  }
  return (
    <QueryView query={query} skeleton={<BlockSkeleton lines={6} height={28} />}>
      {(review) => <PublishForm draft={draft} review={review} onReview={onReview} />}
    </QueryView>
  )
}

function PublishForm({ draft, review, onReview }: { draft: DraftDetail; review: DraftReview; onReview: () => void }) {
  const { id, at, can } = useWorkspace()
  const navigate = useNavigate()
  const publish = usePublishDraft(id, draft.id)
  const [way, setWay] = useState<Way>('now')
  const [time, setTime] = useState('')
  const [stages, setStages] = useState<NewStage[]>(usualStages)
  const [reason, setReason] = useState(draft.reason)
  const when = time ? new Date(time) : null
  const body = {
    expectedEdit: draft.edit,
    reason,
    ...(way === 'time' && when ? { at: when.toISOString() } : {}),
    ...(way === 'stages' ? { stages } : {}),
  }
  const blocked = review.blockers.length > 0 || !draft.can.publish || draft.changes.length === 0
  const ready = !blocked && (way !== 'time' || when !== null)
  const send = () =>
    // Not as a callback of `mutate`: this form is gone as soon as the draft is published.
    void publish.mutateAsync(body).then((after) => {
      sayDone(sayOutcome(after))
      return navigate({ to: after.state === 'staged' ? at.rollouts() : at.draft(draft.id) })
    }, shown)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) send()
      }}
    >
      {blocked ? <WhyNot draft={draft} review={review} onReview={onReview} /> : null}
      {draft.changes.length > 0 && can('policy.manage') ? (
        <div style={{ marginBottom: 'var(--mantine-spacing-lg)' }}>
          <Notice
            title="Not sure yet?"
            actions={
              <LinkButton size="xs" variant="default" to={at.startEvaluation(draft.id)}>
                Let it observe first
              </LinkButton>
            }
          >
            The draft can look at a group’s work for some days and count what it would have said, while what is in force stays
            enforced.
          </Notice>
        </div>
      ) : null}
      <Section title="When" framed>
        <Radio.Group aria-label="When" value={way} onChange={(it) => setWay(ways.find((one) => one === it) ?? 'now')}>
          <Stack gap="sm">
            <Radio
              value="now"
              label="Now, for everybody"
              description={`In force at once for ${count(review.impact.moved, 'member')}; served to the next client that asks.`}
            />
            <Radio
              value="time"
              label="At a time"
              description="Checks, tests and approvals are looked at again then; if one fails, nothing goes out."
            />
            <Radio
              value="stages"
              label="In stages"
              description="A part of the members first. It halts by itself when their devices fall silent."
            />
          </Stack>
        </Radio.Group>
        {way === 'time' ? (
          <TextInput
            type="datetime-local"
            label="Goes out at"
            description={`In your time zone, ${Intl.DateTimeFormat().resolvedOptions().timeZone}.`}
            mt="md"
            maw={280}
            value={time}
            onChange={(event) => setTime(event.currentTarget.value)}
          />
        ) : null}
        {way === 'stages' ? <StageBuilder stages={stages} onChange={setStages} impact={review.impact} /> : null}
      </Section>
      <Stack gap="md" maw={760}>
        <Textarea
          label="Reason for the history"
          description="The next person reads it beside the revision."
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Notice title="What this cannot do">
          {review.impact.timing} So publishing is done in a second, and arriving takes up to an hour: Devices shows where it has
          arrived.
        </Notice>
        {review.brake.holds && way === 'now' && !blocked ? (
          <Notice tone="warn" title="The brake will hold it">
            {review.brake.because} It waits under Held changes until somebody releases it.
          </Notice>
        ) : null}
        {publish.error ? <Refusal error={publish.error} /> : null}
        <Group gap="sm">
          <Button type="submit" disabled={!ready} loading={publish.isPending}>
            {way === 'now'
              ? `Publish to ${count(review.impact.moved, 'member')} now`
              : way === 'time'
                ? 'Set the time'
                : 'Start the first stage'}
          </Button>
          <CopyAsCall
            what="Publish this draft"
            command={curlOf(draftRoutes.publish, { params: { workspaceId: id, draftId: draft.id }, body })}
          />
        </Group>
      </Stack>
    </form>
  )
}

function WhyNot({ draft, review, onReview }: { draft: DraftDetail; review: DraftReview; onReview: () => void }) {
  const many = review.blockers.length
  return (
    <div style={{ marginBottom: 'var(--mantine-spacing-lg)' }}>
      <Notice
        tone="warn"
        title={
          many > 0
            ? `${count(many, 'thing')} ${many === 1 ? 'stands' : 'stand'} in the way`
            : draft.changes.length === 0
              ? 'There is nothing to publish yet'
              : 'You cannot publish this draft'
        }
        actions={
          many > 0 ? (
            <Button size="xs" variant="default" onClick={onReview}>
              See the review
            </Button>
          ) : undefined
        }
      >
        {many > 0
          ? review.blockers.map(messageOf).join(' ')
          : (draft.can.why ?? 'Change a document, the rules or the tests first.')}
      </Notice>
    </div>
  )
}

/** A refusal with its way on: the held change, or the rollout that runs. */
function Refusal({ error }: { error: unknown }) {
  const { at } = useWorkspace()
  const code = error instanceof ApiProblem ? error.code : undefined
  return (
    <Stack gap="xs">
      <ErrorState error={error} />
      {code === 'change.held' ? (
        <Group>
          <LinkButton to={at.heldChanges()} size="xs" variant="default">
            Go to held changes
          </LinkButton>
        </Group>
      ) : null}
      {code === 'rollout.running' ? (
        <Group>
          <LinkButton to={at.rollouts()} size="xs" variant="default">
            Go to the rollout
          </LinkButton>
        </Group>
      ) : null}
    </Stack>
  )
}

function sayOutcome(draft: DraftDetail): string {
  if (draft.state === 'staged') return 'The first stage runs'
  if (draft.state === 'scheduled') return 'It goes out by itself at its time'
  return `Revision ${draft.publishedRevision ?? ''} is in force. Clients take it when their cached policy ends, within an hour.`
}
