import { exceptionRoutes, type PolicyException } from '@bailiwick/contracts'
import { Button, Group, Modal, Select, Stack, Text, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { z } from 'zod'
import { myExceptionsQuery, useRequestException, useWithdrawException } from '../../api/queries/exceptions.ts'
import { useApiForm } from '../../api/use-api-form.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { sayDone } from '../../ui/notify.ts'
import { QueryView } from '../../ui/query-view.tsx'
import { Section } from '../../ui/section.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import { When } from '../../ui/time.tsx'
import { ExceptionStateMark } from './exception-state.tsx'
import { fromLocal, localAfter, UntilField } from './until-field.tsx'

type Mine = z.infer<typeof exceptionRoutes.mine.returns>

/** What a member asked for and has, and a way to ask for another policy for a time. */
export function MyExceptions() {
  const { id } = useWorkspace()
  const query = useQuery(myExceptionsQuery(id))
  const [asking, setAsking] = useState(false)
  const [ending, setEnding] = useState<PolicyException | null>(null)
  const withdraw = useWithdrawException(id)
  const open = query.data?.items.some((it) => it.state === 'requested' || it.state === 'granted') ?? false
  return (
    <Section
      title="Exceptions"
      description="Another policy for a time, when your work needs it. Somebody looks at your reason and grants it or not."
      actions={
        query.data && !open && query.data.policies.length > 0 ? (
          <Button variant="default" onClick={() => setAsking(true)}>
            Ask for another policy
          </Button>
        ) : undefined
      }
    >
      <QueryView query={query} skeleton={<BlockSkeleton lines={2} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Text size="sm" c="dimmed">
              You have none and asked for none.
            </Text>
          ) : (
            <DataTable
              label="My exceptions"
              columns={[
                {
                  key: 'policy',
                  title: 'Policy',
                  cell: (it) => (
                    <>
                      {it.policy.name}
                      <Text size="xs" c="dimmed">
                        {it.reason}
                      </Text>
                    </>
                  ),
                },
                {
                  key: 'state',
                  title: 'State',
                  cell: (it) => (
                    <>
                      <ExceptionStateMark state={it.state} />
                      {it.decisionNote ? (
                        <Text size="xs" c="dimmed">
                          {it.decidedBy?.name ?? 'Somebody'}: “{it.decisionNote}”
                        </Text>
                      ) : null}
                    </>
                  ),
                },
                { key: 'until', title: 'Ends', cell: (it) => <When at={it.until} /> },
                {
                  key: 'acts',
                  title: 'Acts',
                  quietTitle: true,
                  align: 'end',
                  cell: (it) =>
                    it.can.withdraw ? (
                      <Button size="compact-sm" variant="default" onClick={() => setEnding(it)}>
                        {it.state === 'granted' ? 'End it' : 'Take it back'}
                      </Button>
                    ) : null,
                },
              ]}
              rows={items}
              rowKey={(it) => it.id}
              isQuiet={(it) => it.state !== 'requested' && it.state !== 'granted'}
            />
          )
        }
      </QueryView>
      {asking && query.data ? <AskDialog policies={query.data.policies} onClose={() => setAsking(false)} /> : null}
      <ConfirmDialog
        opened={ending !== null}
        onClose={() => setEnding(null)}
        title={ending?.state === 'granted' ? 'End your exception now?' : 'Take your request back?'}
        act={ending?.state === 'granted' ? 'End it' : 'Take it back'}
        onConfirm={async () => {
          if (ending) await withdraw.mutateAsync(ending.id)
          sayDone('Done; what the rules say applies to you')
        }}
      >
        {ending?.state === 'granted'
          ? 'What the rules say applies to you again, from your next fetch on: up to an hour.'
          : 'Nobody decides on it any more. You can ask again.'}
      </ConfirmDialog>
    </Section>
  )
}

function AskDialog({ policies, onClose }: { policies: Mine['policies']; onClose: () => void }) {
  const { id } = useWorkspace()
  const request = useRequestException(id)
  const { form, submit, busy, problem } = useApiForm({
    initial: { policyId: '', until: localAfter(24), reason: '' },
    shape: exceptionRoutes.request.body,
    toBody: (values) => ({ ...values, until: fromLocal(values.until) }),
    beside: { 'exception.not_published': 'policyId', 'exception.until_not_valid': 'until' },
    send: (values) => request.mutateAsync({ ...values, until: fromLocal(values.until) }),
    onDone: () => {
      sayDone('Asked. You see the answer here')
      onClose()
    },
  })
  const chosen = policies.find((it) => it.id === form.values.policyId)
  return (
    <Modal opened onClose={onClose} title="Ask for another policy" size="lg">
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          {problem ? <ErrorState error={problem} /> : null}
          <Select
            label="Policy"
            placeholder="Choose a policy"
            searchable
            data={policies.map((it) => ({ value: it.id, label: it.name }))}
            value={form.values.policyId || null}
            onChange={(it) => form.setFieldValue('policyId', it ?? '')}
            error={form.errors.policyId}
            description={chosen?.purpose || 'What each is for is said here once you choose it.'}
            data-autofocus
          />
          <UntilField value={form.values.until} onChange={(it) => form.setFieldValue('until', it)} error={form.errors.until} />
          <Textarea
            label="Reason"
            description="What you need it for. Whoever decides reads this."
            maxLength={500}
            {...form.getInputProps('reason')}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              Ask
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
