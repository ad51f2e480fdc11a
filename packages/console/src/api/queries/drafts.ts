import { type DraftDetail, draftRoutes, type draftStates } from '@bailiwick/contracts'
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { type CallInput, call } from '../client.ts'
import { byCursor } from './paging.ts'
import { policyChanged } from './stale.ts'

export type DraftState = (typeof draftStates)[number]
type Body<R extends keyof typeof draftRoutes> = CallInput<(typeof draftRoutes)[R]> extends { body: infer B } ? B : never

export const draftsQuery = (workspaceId: string, state?: DraftState) =>
  infiniteQueryOptions({
    queryKey: ['drafts', workspaceId, 'list', state],
    queryFn: ({ pageParam, signal }) =>
      call(draftRoutes.list, { params: { workspaceId }, query: { state, cursor: pageParam }, signal }),
    ...byCursor,
    placeholderData: (before) => before,
  })

export const draftQuery = (workspaceId: string, draftId: string) =>
  queryOptions({
    queryKey: ['drafts', workspaceId, 'one', draftId],
    queryFn: ({ signal }) => call(draftRoutes.get, { params: { workspaceId, draftId }, signal }),
  })

/** Depends on what is in force as well as on the draft, so it is asked anew on each visit. */
export const draftReviewQuery = (workspaceId: string, draftId: string) =>
  queryOptions({
    queryKey: ['drafts', workspaceId, 'one', draftId, 'review'],
    queryFn: ({ signal }) => call(draftRoutes.review, { params: { workspaceId, draftId }, signal }),
    staleTime: 0,
  })

export function useCreateDraft(workspaceId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: Body<'create'>) => call(draftRoutes.create, { params: { workspaceId }, body }),
    onSuccess: (draft) => {
      client.setQueryData(draftQuery(workspaceId, draft.id).queryKey, draft)
      return client.invalidateQueries({ queryKey: ['drafts', workspaceId, 'list'] })
    },
  })
}

/** One act on a draft that answers with the draft as it is afterwards. */
function useDraftAct<V>(workspaceId: string, draftId: string, act: (input: V) => Promise<DraftDetail>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSuccess: async (draft) => {
      client.setQueryData(draftQuery(workspaceId, draftId).queryKey, draft)
      await client.invalidateQueries({ queryKey: draftReviewQuery(workspaceId, draftId).queryKey })
      await client.invalidateQueries({ queryKey: ['drafts', workspaceId, 'list'] })
    },
  })
}

export function useSaveDraft(workspaceId: string, draftId: string) {
  const params = { workspaceId, draftId }
  return useDraftAct(workspaceId, draftId, (body: Body<'save'>) => call(draftRoutes.save, { params, body }))
}

export function useDescribeDraft(workspaceId: string, draftId: string) {
  const params = { workspaceId, draftId }
  return useDraftAct(workspaceId, draftId, (body: Body<'describe'>) => call(draftRoutes.describe, { params, body }))
}

export function useRebaseDraft(workspaceId: string, draftId: string) {
  const params = { workspaceId, draftId }
  return useDraftAct(workspaceId, draftId, (body: Body<'rebase'>) => call(draftRoutes.rebase, { params, body }))
}

export function useSubmitDraft(workspaceId: string, draftId: string) {
  const params = { workspaceId, draftId }
  return useDraftAct(workspaceId, draftId, (body: Body<'submit'>) => call(draftRoutes.submit, { params, body }))
}

export function useDecideDraft(workspaceId: string, draftId: string) {
  const params = { workspaceId, draftId }
  return useDraftAct(workspaceId, draftId, (body: Body<'decide'>) => call(draftRoutes.decide, { params, body }))
}

export function useUnscheduleDraft(workspaceId: string, draftId: string) {
  const params = { workspaceId, draftId }
  return useDraftAct(workspaceId, draftId, () => call(draftRoutes.unschedule, { params }))
}

export function usePublishDraft(workspaceId: string, draftId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: Body<'publish'>) => call(draftRoutes.publish, { params: { workspaceId, draftId }, body }),
    onSuccess: (draft) => {
      client.setQueryData(draftQuery(workspaceId, draftId).queryKey, draft)
      return policyChanged(client, workspaceId)
    },
  })
}

export function useDiscardDraft(workspaceId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (draftId: string) => call(draftRoutes.discard, { params: { workspaceId, draftId } }),
    onSuccess: (_, draftId) => {
      client.removeQueries({ queryKey: draftQuery(workspaceId, draftId).queryKey })
      return client.invalidateQueries({ queryKey: ['drafts', workspaceId, 'list'] })
    },
  })
}

export function useRestoreRevision(workspaceId: string, number: number) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: Body<'restore'>) => call(draftRoutes.restore, { params: { workspaceId, number: String(number) }, body }),
    onSuccess: () => policyChanged(client, workspaceId),
  })
}
