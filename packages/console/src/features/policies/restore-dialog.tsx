import { draftRoutes } from '@bailiwick/contracts'
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { call } from '../../api/client.ts'
import { draftReviewQuery, useCreateDraft, useDiscardDraft, useRestoreRevision } from '../../api/queries/drafts.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { splitQuery } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { sayDone } from '../../ui/notify.ts'
import { QueryView } from '../../ui/query-view.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import { messageOf } from './drafts/blockers.tsx'
import { ImpactView } from './impact/impact-view.tsx'
import { SaveRefusal } from './save-refusal.tsx'

/**
 * Puts an earlier revision in force again, after saying whom that moves. What it would do is asked of a draft, which is thrown away
 * again, or kept where more than one step is needed.
 */
export function RestoreDialog({ number, inForce, onClose }: { number: number; inForce: number; onClose: () => void }) {
  const { id, at } = useWorkspace()
  const client = useQueryClient()
  const navigate = useNavigate()
  const create = useCreateDraft(id)
  const discard = useDiscardDraft(id)
  const restore = useRestoreRevision(id, number)
  const [reason, setReason] = useState(`Back to revision ${number}`)
  const draftId = useRef<string | null>(null)
  const looked = useQuery({
    queryKey: ['drafts', id, 'restore', number, inForce],
    queryFn: async () => {
      draftId.current ??= (await create.mutateAsync({ title: `Restore revision ${number}`, fromRevision: number })).id
      return call(draftRoutes.review, { params: { workspaceId: id, draftId: draftId.current } })
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  })
  const tidy = async () => {
    if (draftId.current) await discard.mutateAsync(draftId.current).catch(() => undefined) // it stays listed, and can be discarded there
  }
  const close = () => {
    onClose()
    void tidy()
  }
  const go = () =>
    restore.mutate(
      { expectedRevision: inForce, reason },
      {
        onSuccess: async (made) => {
          sayDone(`Revision ${made.publishedRevision ?? ''} is in force, with what revision ${number} served`)
          onClose()
          await tidy()
          const [to, search] = splitQuery(made.publishedRevision ? at.revision(made.publishedRevision) : at.policyRules())
          await navigate({ to, search })
        },
      },
    )
  const keep = async () => {
    if (!draftId.current) return
    await client.invalidateQueries({ queryKey: draftReviewQuery(id, draftId.current).queryKey })
    const [to, search] = splitQuery(at.draft(draftId.current, { tab: 'review' }))
    await navigate({ to, search })
  }
  return (
    <Modal opened onClose={close} title={`Restore revision ${number}?`} size="xl">
      <QueryView query={looked} skeleton={<BlockSkeleton lines={5} height={20} />}>
        {(review) => (
          <Stack gap="md">
            <ImpactView impact={review.impact} />
            {review.blockers.length > 0 ? (
              <Notice tone="warn" title="It cannot go out in one step">
                {review.blockers.map(messageOf).join(' ')}
              </Notice>
            ) : null}
            <TextInput
              label="Reason for the history"
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            {restore.error ? <SaveRefusal problem={restore.error} /> : null}
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
              <Button variant="default" onClick={() => void keep()}>
                Continue in a draft
              </Button>
              <Button onClick={go} loading={restore.isPending} disabled={review.blockers.length > 0}>
                Restore it now
              </Button>
            </Group>
          </Stack>
        )}
      </QueryView>
    </Modal>
  )
}
