import type { Rollout } from '@bailiwick/contracts'
import { Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { IconArrowBackUp, IconPlayerPause, IconPlayerTrackNext } from '@tabler/icons-react'
import { useState } from 'react'
import { useAdvanceRollout, useHaltRollout, useRollBack } from '../../api/queries/rollouts.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { sayDone } from '../../ui/notify.ts'
import { count } from '../../ui/words.ts'
import { sayStage } from './rollout-state.tsx'

/** Go on, halt, roll back: each says what it does to whom before it does it. */
export function RolloutActs({ rollout }: { rollout: Rollout }) {
  const { id } = useWorkspace()
  const advance = useAdvanceRollout(id, rollout.id)
  const halt = useHaltRollout(id, rollout.id)
  const rollBack = useRollBack(id, rollout.id)
  const [asked, setAsked] = useState<'advance' | 'halt' | 'back' | null>(null)
  const [reason, setReason] = useState('')
  const close = () => {
    setAsked(null)
    setReason('')
  }
  const { can, stages, stage, onNew, onOld } = rollout
  const next = stages[stage + 1]
  const nextWords = next ? sayStage(next, stage + 2 === stages.length) : null
  const before = rollout.previousRevision === null ? 'what was before' : `revision ${rollout.previousRevision}`
  const goOn = nextWords ? `Go on to ${nextWords.toLowerCase()}` : 'Put it in force for everybody'
  const why = (
    <Textarea
      label="Why"
      description="The history and the audit log keep it."
      maxLength={500}
      mt="sm"
      value={reason}
      onChange={(event) => setReason(event.currentTarget.value)}
    />
  )
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Button leftSection={<IconPlayerTrackNext size={16} />} disabled={!can.advance} onClick={() => setAsked('advance')}>
          {goOn}
        </Button>
        {rollout.state === 'running' ? (
          <Button
            variant="default"
            leftSection={<IconPlayerPause size={16} />}
            disabled={!can.halt}
            onClick={() => setAsked('halt')}
          >
            Halt
          </Button>
        ) : null}
        <Button
          variant="default"
          leftSection={<IconArrowBackUp size={16} />}
          disabled={!can.rollBack}
          onClick={() => setAsked('back')}
        >
          Roll back
        </Button>
      </Group>
      <Text size="sm" c="dimmed">
        {can.why ??
          'None of these reaches a client before its cached policy ends, up to an hour, or changes a thread that runs already.'}
      </Text>
      <ConfirmDialog
        opened={asked === 'advance'}
        onClose={close}
        title={nextWords ? `Go on to stage ${stage + 2}, ${nextWords.toLowerCase()}?` : 'Put it in force for everybody?'}
        act="Go on"
        onConfirm={async () => {
          const now = await advance.mutateAsync(stage)
          sayDone(now.endedAt ? `Revision ${now.revision} is in force for everybody` : `Stage ${now.stage + 1} runs`)
        }}
      >
        {nextWords
          ? `Now ${count(onNew.members, 'member')} get revision ${rollout.revision}. Those of the next stage are added to them; nobody loses it.`
          : `${count(onOld.members, 'further member')} get revision ${rollout.revision}, and the rollout ends.`}
        {rollout.state === 'halted' ? ' It was halted; going on ends the halt.' : ''}
      </ConfirmDialog>
      <ConfirmDialog
        opened={asked === 'halt'}
        onClose={close}
        title="Halt at this stage?"
        act="Halt"
        onConfirm={async () => {
          await halt.mutateAsync(reason)
          sayDone('The rollout is halted; nobody else gets the new revision')
        }}
      >
        {count(onNew.members, 'member')} keep revision {rollout.revision}, everybody else keeps {before}. It stays so until
        somebody goes on or rolls back.
        {why}
      </ConfirmDialog>
      <ConfirmDialog
        opened={asked === 'back'}
        onClose={close}
        title={`Roll back to ${before}?`}
        act="Roll back"
        danger
        onConfirm={async () => {
          await rollBack.mutateAsync(reason)
          sayDone(`Everybody gets ${before} again`)
        }}
      >
        {count(onNew.members, 'member')} who get revision {rollout.revision} now get {before} again, from their next fetch on: up
        to an hour. The draft stays as it is and can go out again.
        {why}
      </ConfirmDialog>
    </Stack>
  )
}
