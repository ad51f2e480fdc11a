import { memberSignInRoutes } from '@bailiwick/contracts'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../client.ts'

export const memberSignInsQuery = (workspaceId: string, personId: string) =>
  queryOptions({
    queryKey: ['members', workspaceId, 'one', personId, 'sign-ins'],
    queryFn: ({ signal }) => call(memberSignInRoutes.list, { params: { workspaceId, personId }, signal }),
  })

function useSignInChange<I, R>(workspaceId: string, personId: string, mutationFn: (input: I) => Promise<R>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn,
    onSuccess: () => client.invalidateQueries({ queryKey: ['members', workspaceId, 'one', personId] }),
  })
}

export function useEndMemberSession(workspaceId: string, personId: string) {
  return useSignInChange(workspaceId, personId, (sessionId: string) =>
    call(memberSignInRoutes.end, { params: { workspaceId, personId, sessionId } }),
  )
}

export function useEndMemberSessions(workspaceId: string, personId: string) {
  return useSignInChange(workspaceId, personId, () => call(memberSignInRoutes.endAll, { params: { workspaceId, personId } }))
}

export function useResetFactors(workspaceId: string, personId: string) {
  return useSignInChange(workspaceId, personId, () =>
    call(memberSignInRoutes.resetFactors, { params: { workspaceId, personId } }),
  )
}
