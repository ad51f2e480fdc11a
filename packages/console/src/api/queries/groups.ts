import { groupRoutes } from '@bailiwick/contracts'
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../client.ts'
import { byCursor } from './paging.ts'

export const groupsQuery = (workspaceId: string, search?: string) =>
  infiniteQueryOptions({
    queryKey: ['groups', workspaceId, 'list', search],
    queryFn: ({ pageParam, signal }) =>
      call(groupRoutes.list, { params: { workspaceId }, query: { search, cursor: pageParam }, signal }),
    ...byCursor,
    placeholderData: (before) => before,
  })

/** Groups to choose from, by name: the first 200. */
export const groupChoicesQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['groups', workspaceId, 'choices'],
    queryFn: async ({ signal }) =>
      (await call(groupRoutes.list, { params: { workspaceId }, query: { limit: 200 }, signal })).items,
  })

export const groupQuery = (workspaceId: string, groupId: string) =>
  queryOptions({
    queryKey: ['groups', workspaceId, 'one', groupId],
    queryFn: ({ signal }) => call(groupRoutes.get, { params: { workspaceId, groupId }, signal }),
  })

export const groupMembersQuery = (workspaceId: string, groupId: string, search?: string) =>
  infiniteQueryOptions({
    queryKey: ['groups', workspaceId, 'one', groupId, 'members', search],
    queryFn: ({ pageParam, signal }) =>
      call(groupRoutes.members, { params: { workspaceId, groupId }, query: { search, cursor: pageParam }, signal }),
    ...byCursor,
    placeholderData: (before) => before,
  })

/** Who is in a group decides who gets which policy, so rules, lookups and the overview are stale afterwards too. */
function useGroupChange<V, R>(workspaceId: string, change: (input: V) => Promise<R>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      const stale = ['groups', 'members', 'overview', 'rules', 'policies', 'lookup']
      await Promise.all(stale.map((noun) => client.invalidateQueries({ queryKey: [noun, workspaceId] })))
    },
  })
}

export function useCreateGroup(workspaceId: string) {
  return useGroupChange(workspaceId, (body: { name: string; description: string }) =>
    call(groupRoutes.create, { params: { workspaceId }, body }),
  )
}

export function useUpdateGroup(workspaceId: string, groupId: string) {
  return useGroupChange(workspaceId, (body: { name?: string; description?: string }) =>
    call(groupRoutes.update, { params: { workspaceId, groupId }, body }),
  )
}

export function useRemoveGroup(workspaceId: string, groupId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => call(groupRoutes.remove, { params: { workspaceId, groupId } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['groups', workspaceId, 'list'] }),
  })
}

export function useAddGroupMembers(workspaceId: string, groupId: string) {
  return useGroupChange(workspaceId, (emails: string[]) =>
    call(groupRoutes.addMembers, { params: { workspaceId, groupId }, body: { emails } }),
  )
}

export function useRemoveGroupMember(workspaceId: string, groupId: string) {
  return useGroupChange(workspaceId, (personId: string) =>
    call(groupRoutes.removeMember, { params: { workspaceId, groupId, personId } }),
  )
}
