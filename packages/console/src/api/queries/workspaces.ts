import { overviewRoutes, workspaceRoutes } from '@bailiwick/contracts'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../client.ts'

export const workspaceQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['workspace', workspaceId],
    queryFn: ({ signal }) => call(workspaceRoutes.get, { params: { workspaceId }, signal }),
  })

export const overviewQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['overview', workspaceId],
    queryFn: ({ signal }) => call(overviewRoutes.get, { params: { workspaceId }, signal }),
    refetchInterval: 30_000,
  })

export function useUpdateWorkspace(workspaceId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: { name?: string; denialText?: string }) => call(workspaceRoutes.update, { params: { workspaceId }, body }),
    onSuccess: (workspace) => {
      client.setQueryData(workspaceQuery(workspaceId).queryKey, workspace)
      return client.invalidateQueries({ queryKey: ['me'] })
    },
  })
}
