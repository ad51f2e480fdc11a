import { type BodyIn, gatewayRoutes, type Turn } from '@bailiwick/contracts'
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../client.ts'
import { byCursor } from './paging.ts'

export const upstreamsQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['upstreams', workspaceId],
    queryFn: ({ signal }) => call(gatewayRoutes.list, { params: { workspaceId }, signal }),
  })

export interface TurnFilter {
  personId?: string | undefined
  outcome?: Turn['outcome'] | undefined
}

export const turnsQuery = (workspaceId: string, filter: TurnFilter) =>
  infiniteQueryOptions({
    queryKey: ['turns', workspaceId, filter],
    queryFn: ({ pageParam, signal }) =>
      call(gatewayRoutes.turns, { params: { workspaceId }, query: { ...filter, cursor: pageParam }, signal }),
    ...byCursor,
    placeholderData: (before) => before,
  })

function useUpstreamChange<V, R>(workspaceId: string, change: (input: V) => Promise<R>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: ['upstreams', workspaceId] })
      await client.invalidateQueries({ queryKey: ['overview', workspaceId] })
    },
  })
}

export function useCreateUpstream(workspaceId: string) {
  return useUpstreamChange(workspaceId, (body: BodyIn<typeof gatewayRoutes.create>) =>
    call(gatewayRoutes.create, { params: { workspaceId }, body }),
  )
}

export function useUpdateUpstream(workspaceId: string) {
  return useUpstreamChange(workspaceId, ({ upstreamId, ...body }: BodyIn<typeof gatewayRoutes.update> & { upstreamId: string }) =>
    call(gatewayRoutes.update, { params: { workspaceId, upstreamId }, body }),
  )
}

export function useRemoveUpstream(workspaceId: string) {
  return useUpstreamChange(workspaceId, (upstreamId: string) =>
    call(gatewayRoutes.remove, { params: { workspaceId, upstreamId } }),
  )
}

export function useTestUpstream(workspaceId: string) {
  return useUpstreamChange(workspaceId, ({ upstreamId, model }: { upstreamId: string; model?: string }) =>
    call(gatewayRoutes.test, { params: { workspaceId, upstreamId }, body: model ? { model } : {} }),
  )
}
