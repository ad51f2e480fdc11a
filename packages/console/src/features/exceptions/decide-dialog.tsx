import type { PolicyException } from '@bailiwick/contracts'
import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useDecideException } from '../../api/queries/exceptions.ts'
import { shown } from '../../api/shown.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { TextLink } from '../../ui/link.tsx'
import { sayDone } from '../../ui/notify.ts'
import { When } from '../../ui/time.tsx'
import { fromLocal, toLocal, UntilField } from './until-field.tsx'

/** Grant or refuse what a member asked for; a shorter time may be set. */
export function DecideDialog({ exception, onClose }: { exception: PolicyException; onClose: () => void }) {
  const { id, at } = useWorkspace()
  const decide = useDecideException(id, exception.id)
  const asked = toLocal(new Date(exception.until))
  const [until, setUntil] = useState(asked)
  const [note, setNote] = useState('')
  const say = (decision: 'granted' | 'refused') =>
    void decide
      .mutateAsync({ decision, note, ...(decision === 'granted' && until !== asked ? { until: fromLocal(until) } : {}) })
      .then(() => {
        sayDone(
          decision === 'granted' ? `${exception.person.name} gets it from their next fetch on` : 'Refused; your note is shown',
        )
        onClose()
      }, shown)
  return (
    <Modal opened onClose={onClose} title={`${exception.person.name} asks for “${exception.policy.name}”`} size="lg">
      <Stack gap="sm">
        <Text size="sm" className="bw-break">
          “{exception.reason}”
        </Text>
        <Text size="sm" c="dimmed" component="div" className="bw-prose">
          Asked <When at={exception.requestedAt} />, until <When at={exception.until} exact />.{' '}
          <TextLink to={at.lookup({ email: exception.person.email })}>What they get now</TextLink>,{' '}
          <TextLink to={at.policy(exception.policy.id)}>what they ask for</TextLink>.
        </Text>
        <UntilField value={until} onChange={setUntil} label="Grant it until" />
        <Textarea
          label="Note"
          description="The member reads it."
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {decide.error ? <ErrorState error={decide.error} /> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Decide later
          </Button>
          <Button variant="default" loading={decide.isPending} onClick={() => say('refused')}>
            Refuse it
          </Button>
          <Button loading={decide.isPending} onClick={() => say('granted')}>
            Grant it
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
