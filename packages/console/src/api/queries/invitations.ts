import { invitationRoutes, type RoleName } from '@bailiwick/contracts'
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../client.ts'
import { meQuery } from './me.ts'
import { byCursor } from './paging.ts'

export const invitationsQuery = (workspaceId: string, search?: string) =>
  infiniteQueryOptions({
    queryKey: ['invitations', workspaceId, search],
    queryFn: ({ pageParam, signal }) =>
      call(invitationRoutes.list, { params: { workspaceId }, query: { search, cursor: pageParam }, signal }),
    ...byCursor,
    placeholderData: (before) => before,
  })

export const invitationPreviewQuery = (token: string) =>
  queryOptions({
    queryKey: ['invitation-preview', token],
    queryFn: ({ signal }) => call(invitationRoutes.preview, { body: { token }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })

export function useInvite(workspaceId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: { email: string; role: RoleName; groupIds: string[] }) =>
      call(invitationRoutes.create, { params: { workspaceId }, body }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['invitations', workspaceId] })
      await client.invalidateQueries({ queryKey: ['overview', workspaceId] })
    },
  })
}

export function useWithdrawInvitation(workspaceId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (invitationId: string) => call(invitationRoutes.withdraw, { params: { workspaceId, invitationId } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['invitations', workspaceId] }),
  })
}

export function useAcceptInvitation() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: { token: string; name?: string; password?: string }) => call(invitationRoutes.accept, { body }),
    onSuccess: (me) => {
      client.clear()
      client.setQueryData(meQuery.queryKey, me)
    },
  })
}
