import { adminKeyRoutes, type BodyIn, type QueryIn } from '@bailiwick/contracts'
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../client.ts'

export type KeyFilter = QueryIn<typeof adminKeyRoutes.list>

export const adminKeysQuery = (workspaceId: string, filter: KeyFilter = {}) =>
  queryOptions({
    queryKey: ['admin-keys', workspaceId, filter],
    queryFn: ({ signal }) => call(adminKeyRoutes.list, { params: { workspaceId }, query: filter, signal }),
    placeholderData: keepPreviousData,
  })

function useKeyChange<V, R>(workspaceId: string, change: (input: V) => Promise<R>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: ['admin-keys', workspaceId] }),
  })
}

export function useCreateAdminKey(workspaceId: string) {
  return useKeyChange(workspaceId, (body: BodyIn<typeof adminKeyRoutes.create>) =>
    call(adminKeyRoutes.create, { params: { workspaceId }, body }),
  )
}

export function useUpdateAdminKey(workspaceId: string) {
  return useKeyChange(workspaceId, ({ keyId, ...body }: { keyId: string } & BodyIn<typeof adminKeyRoutes.update>) =>
    call(adminKeyRoutes.update, { params: { workspaceId, keyId }, body }),
  )
}

export function useRevokeAdminKey(workspaceId: string) {
  return useKeyChange(workspaceId, (keyId: string) => call(adminKeyRoutes.revoke, { params: { workspaceId, keyId } }))
}
