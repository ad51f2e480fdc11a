import { type PolicyDocument, policyRoutes } from '@bailiwick/contracts'
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { ApiProblem } from '../../api/client.ts'
import { curlOf } from '../../api/curl.ts'
import { controlsQuery } from '../../api/queries/controls.ts'
import { policyQuery, useSavePolicy } from '../../api/queries/policies.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Notice } from '../../ui/notice.tsx'
import { sayDone } from '../../ui/notify.ts'
import { count } from '../../ui/words.ts'
import { DiffView } from './diff/diff-view.tsx'
import { needsDraft, useBeginFrom } from './drafts/begin-from.ts'
import { PolicyUse } from './policy-use.tsx'
import { SaveRefusal } from './save-refusal.tsx'
import type { DocumentState, Meanwhile } from './use-document.ts'

const Current = z.object({
  version: z.number(),
  contents: z.string(),
  defaults: z.string().default(''),
  by: z.string().nullable(),
  at: z.string(),
})

/** Shows what changes and whom it reaches, takes a note, and saves. */
export function SaveDialog(props: {
  policy: PolicyDocument
  document: DocumentState
  onClose: () => void
  onMeanwhile: (theirs: Meanwhile) => void
}) {
  const { id } = useWorkspace()
  const { policy, document } = props
  const client = useQueryClient()
  const save = useSavePolicy(id, policy.id)
  const [note, setNote] = useState('')
  const [problem, setProblem] = useState<unknown>(null)
  const controls = useQuery(controlsQuery(id))
  const draft = useBeginFrom()
  const needsApproval = (controls.data?.approvals ?? 0) > 0
  const code = problem instanceof ApiProblem ? problem.code : undefined
  const inDraft = needsApproval || needsDraft(code)
  const used = policy.use.rules.length > 0 || policy.use.isDefault
  const texts = { contents: document.contents, defaults: document.defaults }
  const body = { ...texts, expectedVersion: document.base, note }
  const submit = async () => {
    setProblem(null)
    try {
      const now = await save.mutateAsync(body)
      document.saved(now, texts)
      sayDone(`Version ${now.version.number} is saved${used ? ' and in force' : ''}`)
      props.onClose()
    } catch (error) {
      const theirs = error instanceof ApiProblem && error.code === 'policy.changed_meanwhile' ? error.body.current : undefined
      const read = Current.safeParse(theirs)
      if (read.success) {
        props.onMeanwhile(read.data)
        await client.invalidateQueries({ queryKey: policyQuery(id, policy.id).queryKey })
      } else setProblem(error)
    }
  }
  const continueInDraft = async () => {
    const begun = await draft.begin(`Change ${policy.name}`, note, (now) => ({
      policies: [...now.policies.filter((it) => it.policyId !== policy.id), { policyId: policy.id, ...texts }],
    }))
    if (begun) document.moved()
  }
  return (
    <Modal opened onClose={props.onClose} title={`Save version ${document.base + 1} of ${policy.name}?`} size="xl">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void (needsApproval && used ? continueInDraft() : submit())
        }}
      >
        <Stack gap="md">
          <Text size="sm">
            {used ? (
              <>
                It is in force at once for <strong>{count(policy.use.members, 'member')}</strong>, by{' '}
                <PolicyUse use={policy.use} />. Clients that have the old version keep it for up to an hour.
              </>
            ) : (
              'Nobody gets this policy yet, so nothing changes for anybody.'
            )}
          </Text>
          {document.contents !== document.baseContents ? (
            <DiffView
              before={{ title: 'Saved now', text: document.baseContents }}
              after={{ title: 'Yours', text: document.contents }}
            />
          ) : null}
          {document.defaults !== document.baseDefaults ? (
            <DiffView
              before={{ title: 'Managed defaults, saved now', text: document.baseDefaults }}
              after={{ title: 'Yours', text: document.defaults }}
            />
          ) : null}
          {problem ? <SaveRefusal problem={problem} /> : null}
          {draft.problem ? <ErrorState error={draft.problem} /> : null}
          {needsApproval && used ? (
            <Notice title="Changes need approval here">
              Continue in a draft: somebody who wrote no part of it approves it, then it goes out. Your text goes along.
            </Notice>
          ) : null}
          <TextInput
            label="Note for the history"
            description="Why: the next person reads it beside the version."
            maxLength={500}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            data-autofocus
          />
          <Group justify="space-between">
            <CopyAsCall
              what="Save this version"
              command={curlOf(policyRoutes.save, { params: { workspaceId: id, policyId: policy.id }, body })}
            />
            <Group gap="xs">
              <Button variant="default" onClick={props.onClose}>
                Cancel
              </Button>
              <Button
                variant={inDraft ? 'filled' : 'default'}
                loading={draft.busy}
                onClick={() => void continueInDraft()}
                title="Tests, a second look, a time, or stages"
              >
                Continue in a draft
              </Button>
              {needsApproval && used ? null : (
                <Button type="submit" variant={inDraft ? 'default' : 'filled'} loading={save.isPending}>
                  {used ? 'Save and publish' : 'Save the version'}
                </Button>
              )}
            </Group>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
