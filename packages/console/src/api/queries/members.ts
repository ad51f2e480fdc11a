import { clientRoutes, memberRoutes, type RoleName } from '@bailiwick/contracts'
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../client.ts'
import { byCursor } from './paging.ts'

export interface MemberFilter {
  search?: string | undefined
  status?: 'active' | 'deactivated' | undefined
  role?: RoleName | undefined
  groupId?: string | undefined
  secondFactor?: 'some' | 'none' | undefined
}

export const membersQuery = (workspaceId: string, filter: MemberFilter = {}) =>
  infiniteQueryOptions({
    queryKey: ['members', workspaceId, filter],
    queryFn: ({ pageParam, signal }) =>
      call(memberRoutes.list, { params: { workspaceId }, query: { ...filter, cursor: pageParam }, signal }),
    ...byCursor,
    placeholderData: (before) => before,
  })

/** Those who can help somebody who lacks a permission. */
export const ownersQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['members', workspaceId, 'owners'],
    queryFn: async ({ signal }) => {
      const query = { role: 'owner', status: 'active', limit: 10 } as const
      return (await call(memberRoutes.list, { params: { workspaceId }, query, signal })).items
    },
  })

export const memberQuery = (workspaceId: string, personId: string) =>
  queryOptions({
    queryKey: ['members', workspaceId, 'one', personId],
    queryFn: ({ signal }) => call(memberRoutes.get, { params: { workspaceId, personId }, signal }),
  })

export const memberClientsQuery = (workspaceId: string, personId: string) =>
  queryOptions({
    queryKey: ['members', workspaceId, 'one', personId, 'clients'],
    queryFn: ({ signal }) => call(clientRoutes.ofMember, { params: { workspaceId, personId }, signal }),
  })

export function useUpdateMember(workspaceId: string, personId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: { role?: RoleName; status?: 'active' | 'deactivated' }) =>
      call(memberRoutes.update, { params: { workspaceId, personId }, body }),
    onSuccess: async (member) => {
      client.setQueryData(memberQuery(workspaceId, personId).queryKey, member)
      await Promise.all([
        client.invalidateQueries({ queryKey: ['members', workspaceId] }),
        client.invalidateQueries({ queryKey: ['overview', workspaceId] }),
        client.invalidateQueries({ queryKey: ['me'] }),
      ])
    },
  })
}

export function useResetPassword(workspaceId: string, personId: string) {
  return useMutation({ mutationFn: () => call(memberRoutes.resetPassword, { params: { workspaceId, personId } }) })
}

export function useSignOutMemberClient(workspaceId: string, personId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (clientId: string) => call(clientRoutes.signOut, { params: { workspaceId, personId, clientId } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['members', workspaceId] }),
  })
}
