import { type Evaluation, evaluationRoutes } from '@bailiwick/contracts'
import { Button, Group, Modal, MultiSelect, NumberInput, Select, Stack } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { draftsQuery } from '../../api/queries/drafts.ts'
import { useStartEvaluation } from '../../api/queries/evaluations.ts'
import { groupChoicesQuery } from '../../api/queries/groups.ts'
import { itemsOf } from '../../api/queries/paging.ts'
import { useApiForm } from '../../api/use-api-form.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Notice } from '../../ui/notice.tsx'
import { sayDone } from '../../ui/notify.ts'

/** Which draft looks at whom, and for how long. */
export function StartDialog(props: {
  /** The draft that it was begun from. */
  draftId: string | undefined
  onClose: () => void
  onDone: (run: Evaluation) => void
}) {
  const { id } = useWorkspace()
  const groups = useQuery(groupChoicesQuery(id))
  const drafts = itemsOf(useInfiniteQuery(draftsQuery(id)).data).filter(
    (it) => it.state !== 'published' && it.state !== 'discarded' && it.changes.length > 0,
  )
  const start = useStartEvaluation(id)
  const initial: { draftId: string; groupIds: string[]; days: number | string } = {
    draftId: props.draftId ?? '',
    groupIds: [],
    days: 7,
  }
  const { form, submit, busy, problem } = useApiForm({
    initial,
    shape: evaluationRoutes.start.body,
    send: (values) => start.mutateAsync({ ...values, days: Number(values.days) }),
    onDone: (run) => {
      sayDone('The draft observes; nothing changes for anybody')
      props.onDone(run)
    },
  })
  return (
    <Modal opened onClose={props.onClose} title="Let a draft observe first">
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {problem ? <ErrorState error={problem} /> : null}
          <Select
            label="Draft"
            description="As it stands now: later edits are not seen by this run."
            placeholder="Choose a draft"
            nothingFoundMessage="No draft that changes something"
            searchable
            data-autofocus={props.draftId ? undefined : true}
            data={drafts.map((it) => ({ value: it.id, label: it.title }))}
            {...form.getInputProps('draftId')}
            value={form.values.draftId || null}
            onChange={(draftId) => form.setFieldValue('draftId', draftId ?? '')}
          />
          <MultiSelect
            label="Whose work"
            description="Nobody chosen is everybody."
            placeholder={form.values.groupIds.length === 0 ? 'Everybody' : ''}
            searchable
            data={groups.data?.map((it) => ({ value: it.id, label: it.name })) ?? []}
            {...form.getInputProps('groupIds')}
          />
          <NumberInput
            label="Days"
            description="It ends by itself; you can end it sooner."
            min={1}
            max={60}
            allowDecimal={false}
            clampBehavior="none" // what is wrong is said, not silently made right
            data-autofocus={props.draftId ? true : undefined}
            w={140}
            {...form.getInputProps('days')}
          />
          <Notice>
            What is in force stays enforced. The draft is asked about sandbox modes, tools and commands that pass the model
            gateway; its answers are counted, and no content is kept.
          </Notice>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={props.onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              Start observing
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
