import { type DirectoryPreset, directoryRoutes } from '@bailiwick/contracts'
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../client.ts'
import { byCursor } from './paging.ts'

export const directoriesQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['directories', workspaceId],
    queryFn: ({ signal }) => call(directoryRoutes.list, { params: { workspaceId }, signal }),
  })

/** @param live asks again every three seconds, so that a test call of the identity provider is seen as it comes */
export const directoryQuery = (workspaceId: string, directoryId: string, live = false) =>
  queryOptions({
    queryKey: ['directories', workspaceId, 'one', directoryId],
    queryFn: ({ signal }) => call(directoryRoutes.get, { params: { workspaceId, directoryId }, signal }),
    refetchInterval: live ? 3_000 : false,
  })

export const directorySetupQuery = (workspaceId: string, directoryId: string) =>
  queryOptions({
    queryKey: ['directories', workspaceId, 'one', directoryId, 'setup'],
    queryFn: ({ signal }) => call(directoryRoutes.setup, { params: { workspaceId, directoryId }, signal }),
  })

export const directoryTokensQuery = (workspaceId: string, directoryId: string) =>
  queryOptions({
    queryKey: ['directories', workspaceId, 'one', directoryId, 'tokens'],
    queryFn: ({ signal }) => call(directoryRoutes.tokens, { params: { workspaceId, directoryId }, signal }),
  })

export const syncRunsQuery = (workspaceId: string, directoryId: string) =>
  infiniteQueryOptions({
    queryKey: ['directories', workspaceId, 'one', directoryId, 'runs'],
    queryFn: ({ pageParam, signal }) =>
      call(directoryRoutes.runs, { params: { workspaceId, directoryId }, query: { cursor: pageParam }, signal }),
    ...byCursor,
    refetchInterval: 15_000,
  })

export interface ProblemFilter {
  runId?: string | undefined
  severity?: 'error' | 'warning' | undefined
}

export const syncProblemsQuery = (workspaceId: string, directoryId: string, filter: ProblemFilter) =>
  infiniteQueryOptions({
    queryKey: ['directories', workspaceId, 'one', directoryId, 'problems', filter],
    queryFn: ({ pageParam, signal }) =>
      call(directoryRoutes.problems, { params: { workspaceId, directoryId }, query: { ...filter, cursor: pageParam }, signal }),
    ...byCursor,
    placeholderData: (before) => before,
  })

function useDirectoryChange<I, R>(workspaceId: string, mutationFn: (input: I) => Promise<R>) {
  const client = useQueryClient()
  return useMutation({ mutationFn, onSuccess: () => client.invalidateQueries({ queryKey: ['directories', workspaceId] }) })
}

export function useConnectDirectory(workspaceId: string) {
  return useDirectoryChange(workspaceId, (body: { name: string; preset: DirectoryPreset }) =>
    call(directoryRoutes.create, { params: { workspaceId }, body }),
  )
}

export function useUpdateDirectory(workspaceId: string, directoryId: string) {
  return useDirectoryChange(workspaceId, (body: { name: string; preset: DirectoryPreset }) =>
    call(directoryRoutes.update, { params: { workspaceId, directoryId }, body }),
  )
}

/** Its users and groups become manual, so members and groups are asked again too. */
export function useDisconnectDirectory(workspaceId: string, directoryId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => call(directoryRoutes.remove, { params: { workspaceId, directoryId } }),
    onSuccess: async () => {
      client.removeQueries({ queryKey: ['directories', workspaceId, 'one', directoryId] })
      await Promise.all(
        ['directories', 'groups', 'members'].map((noun) => client.invalidateQueries({ queryKey: [noun, workspaceId] })),
      )
    },
  })
}

export function useCreateDirectoryToken(workspaceId: string, directoryId: string) {
  return useDirectoryChange(workspaceId, (body: { name: string; expiresInDays: number | null }) =>
    call(directoryRoutes.createToken, { params: { workspaceId, directoryId }, body }),
  )
}

export function useRevokeDirectoryToken(workspaceId: string, directoryId: string) {
  return useDirectoryChange(workspaceId, (tokenId: string) =>
    call(directoryRoutes.revokeToken, { params: { workspaceId, directoryId, tokenId } }),
  )
}
