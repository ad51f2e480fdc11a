import { type BodyIn, serviceAccountRoutes } from '@bailiwick/contracts'
import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../client.ts'
import { tokensChanged } from './access-tokens.ts'
import { byCursor } from './paging.ts'

export const serviceAccountsQuery = (workspaceId: string, search?: string) =>
  infiniteQueryOptions({
    queryKey: ['service-accounts', workspaceId, 'list', search],
    queryFn: ({ pageParam, signal }) =>
      call(serviceAccountRoutes.list, { params: { workspaceId }, query: { search, cursor: pageParam }, signal }),
    ...byCursor,
    placeholderData: keepPreviousData,
  })

export const serviceAccountQuery = (workspaceId: string, serviceAccountId: string) =>
  queryOptions({
    queryKey: ['service-accounts', workspaceId, 'one', serviceAccountId],
    queryFn: ({ signal }) => call(serviceAccountRoutes.get, { params: { workspaceId, serviceAccountId }, signal }),
  })

export const serviceAccountTokensQuery = (workspaceId: string, serviceAccountId: string) =>
  queryOptions({
    queryKey: ['service-accounts', workspaceId, 'one', serviceAccountId, 'tokens'],
    queryFn: ({ signal }) => call(serviceAccountRoutes.tokens, { params: { workspaceId, serviceAccountId }, signal }),
  })

/** A service account is a member: who is where, and who gets which policy, is stale afterwards too. */
function useServiceAccountChange<V, R>(workspaceId: string, change: (input: V) => Promise<R>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      const stale = ['groups', 'roles', 'access', 'lookup', 'overview']
      await Promise.all([
        tokensChanged(client, workspaceId),
        ...stale.map((noun) => client.invalidateQueries({ queryKey: [noun, workspaceId] })),
      ])
    },
  })
}

export function useCreateServiceAccount(workspaceId: string) {
  return useServiceAccountChange(workspaceId, (body: BodyIn<typeof serviceAccountRoutes.create>) =>
    call(serviceAccountRoutes.create, { params: { workspaceId }, body }),
  )
}

export function useUpdateServiceAccount(workspaceId: string, serviceAccountId: string) {
  return useServiceAccountChange(workspaceId, (body: BodyIn<typeof serviceAccountRoutes.update>) =>
    call(serviceAccountRoutes.update, { params: { workspaceId, serviceAccountId }, body }),
  )
}

export function useRemoveServiceAccount(workspaceId: string, serviceAccountId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => call(serviceAccountRoutes.remove, { params: { workspaceId, serviceAccountId } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['service-accounts', workspaceId, 'list'] }),
  })
}

export function useCreateServiceAccountToken(workspaceId: string, serviceAccountId: string) {
  return useServiceAccountChange(workspaceId, (body: BodyIn<typeof serviceAccountRoutes.createToken>) =>
    call(serviceAccountRoutes.createToken, { params: { workspaceId, serviceAccountId }, body }),
  )
}

export function useRevokeServiceAccountToken(workspaceId: string, serviceAccountId: string) {
  return useServiceAccountChange(workspaceId, (tokenId: string) =>
    call(serviceAccountRoutes.revokeToken, { params: { workspaceId, serviceAccountId, tokenId } }),
  )
}

export function useShareServiceAccount(workspaceId: string, serviceAccountId: string) {
  return useServiceAccountChange(workspaceId, (body: BodyIn<typeof serviceAccountRoutes.share>) =>
    call(serviceAccountRoutes.share, { params: { workspaceId, serviceAccountId }, body }),
  )
}

export function useUnshareServiceAccount(workspaceId: string, serviceAccountId: string) {
  return useServiceAccountChange(workspaceId, (personId: string) =>
    call(serviceAccountRoutes.unshare, { params: { workspaceId, serviceAccountId, personId } }),
  )
}
