import { adminKeyRoutes, type Permission } from '@bailiwick/contracts'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../client.ts'

export const adminKeysQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['admin-keys', workspaceId],
    queryFn: ({ signal }) => call(adminKeyRoutes.list, { params: { workspaceId }, signal }),
  })

export function useCreateAdminKey(workspaceId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: { name: string; scopes: Permission[]; expiresInDays: number | null }) =>
      call(adminKeyRoutes.create, { params: { workspaceId }, body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['admin-keys', workspaceId] }),
  })
}

export function useRevokeAdminKey(workspaceId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (keyId: string) => call(adminKeyRoutes.revoke, { params: { workspaceId, keyId } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['admin-keys', workspaceId] }),
  })
}
