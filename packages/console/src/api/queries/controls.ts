import { controlRoutes, heldChangeRoutes } from '@bailiwick/contracts'
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { type CallInput, call } from '../client.ts'
import { byCursor } from './paging.ts'
import { policyChanged } from './stale.ts'

export const controlsQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['controls', workspaceId],
    queryFn: ({ signal }) => call(controlRoutes.get, { params: { workspaceId }, signal }),
  })

export function useSetControls(workspaceId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: CallInput<typeof controlRoutes.set>['body']) => call(controlRoutes.set, { params: { workspaceId }, body }),
    onSuccess: async (controls) => {
      client.setQueryData(controlsQuery(workspaceId).queryKey, controls)
      await client.invalidateQueries({ queryKey: ['drafts', workspaceId] })
    },
  })
}

export const heldChangesQuery = (workspaceId: string) =>
  infiniteQueryOptions({
    queryKey: ['held', workspaceId, 'list'],
    queryFn: ({ pageParam, signal }) =>
      call(heldChangeRoutes.list, { params: { workspaceId }, query: { cursor: pageParam }, signal }),
    ...byCursor,
  })

export const heldImpactQuery = (workspaceId: string, heldId: string) =>
  queryOptions({
    queryKey: ['held', workspaceId, 'impact', heldId],
    queryFn: ({ signal }) => call(heldChangeRoutes.impact, { params: { workspaceId, heldId }, signal }),
    staleTime: 0,
  })

export function useDecideHeld(workspaceId: string, heldId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: CallInput<typeof heldChangeRoutes.decide>['body']) =>
      call(heldChangeRoutes.decide, { params: { workspaceId, heldId }, body }),
    onSuccess: async () => {
      await policyChanged(client, workspaceId)
      // What was held may have been about people and groups as well.
      await client.invalidateQueries({ queryKey: ['members', workspaceId] })
    },
  })
}
