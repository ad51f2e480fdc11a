import { type Rollout, rolloutRoutes } from '@bailiwick/contracts'
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../client.ts'
import { byCursor } from './paging.ts'
import { policyChanged } from './stale.ts'

/** How often a rollout that is on its way is looked at again, in milliseconds. */
const look = 10_000

export const rolloutsQuery = (workspaceId: string) =>
  infiniteQueryOptions({
    queryKey: ['rollouts', workspaceId, 'list'],
    queryFn: ({ pageParam, signal }) =>
      call(rolloutRoutes.list, { params: { workspaceId }, query: { cursor: pageParam }, signal }),
    ...byCursor,
  })

export const rolloutQuery = (workspaceId: string, rolloutId: string) =>
  queryOptions({
    queryKey: ['rollouts', workspaceId, 'one', rolloutId],
    queryFn: ({ signal }) => call(rolloutRoutes.get, { params: { workspaceId, rolloutId }, signal }),
    refetchInterval: ({ state }) => (state.data?.endedAt ? false : look),
  })

function useRolloutAct<V>(workspaceId: string, rolloutId: string, act: (input: V) => Promise<Rollout>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSuccess: (rollout) => {
      client.setQueryData(rolloutQuery(workspaceId, rolloutId).queryKey, rollout)
      return policyChanged(client, workspaceId)
    },
  })
}

export function useAdvanceRollout(workspaceId: string, rolloutId: string) {
  const params = { workspaceId, rolloutId }
  return useRolloutAct(workspaceId, rolloutId, (expectedStage: number) =>
    call(rolloutRoutes.advance, { params, body: { expectedStage } }),
  )
}

export function useHaltRollout(workspaceId: string, rolloutId: string) {
  const params = { workspaceId, rolloutId }
  return useRolloutAct(workspaceId, rolloutId, (reason: string) => call(rolloutRoutes.halt, { params, body: { reason } }))
}

export function useRollBack(workspaceId: string, rolloutId: string) {
  const params = { workspaceId, rolloutId }
  return useRolloutAct(workspaceId, rolloutId, (reason: string) => call(rolloutRoutes.rollBack, { params, body: { reason } }))
}
