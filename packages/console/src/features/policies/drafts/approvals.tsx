import type { DraftDetail, DraftReview } from '@bailiwick/contracts'
import { Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useDecideDraft, useSubmitDraft } from '../../../api/queries/drafts.ts'
import { shown } from '../../../api/shown.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { ErrorState } from '../../../ui/error-state.tsx'
import { sayDone } from '../../../ui/notify.ts'
import { Section } from '../../../ui/section.tsx'
import { Status } from '../../../ui/status.tsx'
import { When } from '../../../ui/time.tsx'
import { count } from '../../../ui/words.ts'
import classes from './review.module.css'

/** Who read it and what they said; asking for it, and giving it, with a note. */
export function Approvals({ draft, approvals }: { draft: DraftDetail; approvals: DraftReview['approvals'] }) {
  const waiting = draft.state === 'open' || draft.state === 'submitted'
  const missing = Math.max(0, approvals.needed - approvals.given)
  return (
    <div id="approvals" tabIndex={-1}>
      <Section title="Approvals" framed>
        <Stack gap="sm">
          <Text size="sm">
            {approvals.needed === 0
              ? 'None is needed here. Somebody may still read it first and say so.'
              : `${approvals.given} of ${count(approvals.needed, 'approval')}, by ${sayRole(approvals.role)}, never by anybody who wrote a part of it.`}
          </Text>
          {draft.approvals.length > 0 ? (
            <div>
              {draft.approvals.map((it) => (
                <div key={`${it.person.id} ${it.at}`} className={classes.approval}>
                  <div className="bw-break">
                    <strong>{it.person.name}</strong> {it.decision === 'approved' ? 'approved' : 'rejected'} it,{' '}
                    <When at={it.at} />
                    {it.note ? `: “${it.note}”` : '.'}
                  </div>
                  {it.decision === 'rejected' ? (
                    <Status tone="bad">Rejected</Status>
                  ) : it.counts ? (
                    <Status tone="good">Counts</Status>
                  ) : (
                    <Status tone="quiet">Was for an earlier text</Status>
                  )}
                </div>
              ))}
            </div>
          ) : null}
          {draft.state === 'open' && draft.can.edit ? <AskFor draft={draft} needed={missing > 0} /> : null}
          {waiting && draft.can.approve ? (
            <Decide draft={draft} />
          ) : waiting && draft.state === 'submitted' && draft.can.why ? (
            <Text size="sm" c="dimmed">
              {draft.can.why}
            </Text>
          ) : null}
        </Stack>
      </Section>
    </div>
  )
}

function AskFor({ draft, needed }: { draft: DraftDetail; needed: boolean }) {
  const { id } = useWorkspace()
  const submit = useSubmitDraft(id, draft.id)
  const [reason, setReason] = useState(draft.reason)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void submit
          .mutateAsync({ expectedEdit: draft.edit, reason })
          .then(() => sayDone('It waits for approval now; approvers see it on their overview'), shown)
      }}
    >
      <Stack gap="xs" maw={620}>
        <Textarea
          label="What should somebody know who reads it?"
          description="The reason of the draft; the history keeps it."
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {submit.error ? <ErrorState error={submit.error} /> : null}
        <Group>
          <Button type="submit" variant={needed ? 'filled' : 'default'} loading={submit.isPending}>
            Ask for approval
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function Decide({ draft }: { draft: DraftDetail }) {
  const { id } = useWorkspace()
  const decide = useDecideDraft(id, draft.id)
  const [note, setNote] = useState('')
  const say = (decision: 'approved' | 'rejected') =>
    void decide.mutateAsync({ expectedEdit: draft.edit, decision, note }).then(() => {
      setNote('')
      sayDone(decision === 'approved' ? 'Approved: exactly the text you read' : 'Rejected; its authors see your note')
    }, shown)
  return (
    <Stack gap="xs" maw={620}>
      <Textarea
        label="Your note"
        description="What you looked at, or what has to change first."
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {decide.error ? <ErrorState error={decide.error} /> : null}
      <Group gap="xs">
        <Button loading={decide.isPending} onClick={() => say('approved')}>
          Approve this text
        </Button>
        <Button variant="default" loading={decide.isPending} onClick={() => say('rejected')}>
          Reject it
        </Button>
      </Group>
    </Stack>
  )
}

function sayRole(role: string): string {
  if (role === 'owner') return 'owners'
  return role === 'any' ? 'anybody who may approve policies' : role
}
