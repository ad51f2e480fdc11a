import type { HeldChange } from '@bailiwick/contracts'
import { Button, Drawer, Group, Stack, Text, Textarea, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { heldImpactQuery, useDecideHeld } from '../../api/queries/controls.ts'
import { shown } from '../../api/shown.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Notice } from '../../ui/notice.tsx'
import { sayDone } from '../../ui/notify.ts'
import { QueryView } from '../../ui/query-view.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import { When } from '../../ui/time.tsx'
import { ImpactView } from '../policies/impact/impact-view.tsx'

/** What the change would do to whom now, and the two ways on. */
export function HeldChangeDrawer({ held, onClose }: { held: HeldChange; onClose: () => void }) {
  const { at } = useWorkspace()
  return (
    <Drawer opened onClose={onClose} position="right" size="xl" title="Held change">
      <Stack gap="md">
        <Title order={2}>{held.what}</Title>
        <Text size="sm">
          {held.because} Caused by {held.causedBy}, <When at={held.at} exact />.
        </Text>
        <Group gap="xs">
          <CopyButton text={window.location.origin + at.heldChange(held.id)} label="Copy link" />
        </Group>
        {held.state === 'held' ? (
          <>
            <Text size="sm" c="dimmed">
              What it does by itself, as things stand now:
            </Text>
            <CurrentImpact held={held} />
            {held.can.decide ? (
              <Decide held={held} onDone={onClose} />
            ) : (
              <Notice>{held.can.why ?? 'Somebody who may publish policies decides.'}</Notice>
            )}
          </>
        ) : (
          <Notice tone="info">
            {held.state === 'released' ? 'Released' : 'Dismissed'}
            {held.decidedBy ? ` by ${held.decidedBy.name}` : ''}
            {held.decidedAt ? (
              <>
                , <When at={held.decidedAt} />
              </>
            ) : null}
            .{held.note ? ` “${held.note}”` : ''}
          </Notice>
        )}
      </Stack>
    </Drawer>
  )
}

function CurrentImpact({ held }: { held: HeldChange }) {
  const { id } = useWorkspace()
  const query = useQuery(heldImpactQuery(id, held.id))
  return (
    <QueryView query={query} skeleton={<BlockSkeleton lines={5} height={20} />}>
      {(impact) => <ImpactView impact={impact} />}
    </QueryView>
  )
}

function Decide({ held, onDone }: { held: HeldChange; onDone: () => void }) {
  const { id } = useWorkspace()
  const decide = useDecideHeld(id, held.id)
  const [note, setNote] = useState('')
  const [missing, setMissing] = useState(false)
  const say = (decision: 'release' | 'dismiss') => {
    setMissing(note.trim() === '')
    if (note.trim() === '') return
    void decide.mutateAsync({ decision, note }).then(() => {
      sayDone(decision === 'release' ? 'Released: it has happened now' : 'Dismissed: nothing of it has happened')
      onDone()
    }, shown)
  }
  return (
    <Stack gap="xs">
      <Textarea
        label="Why"
        description="It stands in the audit log beside the change."
        required
        maxLength={500}
        value={note}
        error={missing && note.trim() === '' ? 'Say why, in a few words' : undefined}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {decide.error ? <ErrorState error={decide.error} /> : null}
      <Group gap="xs">
        <Button loading={decide.isPending} onClick={() => say('release')}>
          Release it: it happens now
        </Button>
        <Button variant="default" loading={decide.isPending} onClick={() => say('dismiss')}>
          Dismiss it
        </Button>
      </Group>
    </Stack>
  )
}
