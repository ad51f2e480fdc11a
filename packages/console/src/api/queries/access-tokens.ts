import { type AccessTokenStatus, accessTokenRoutes, type BodyIn } from '@bailiwick/contracts'
import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'
import { call } from '../client.ts'
import { byCursor } from './paging.ts'

/** What deserves a look, as the list filters it. */
export type TokenShow = 'stale' | 'neverUsed' | 'expiringSoon' | 'withoutExpiry' | 'replaced'

export interface TokenFilter {
  search?: string | undefined
  status?: AccessTokenStatus | undefined
  personId?: string | undefined
  show?: TokenShow | undefined
}

export const myTokensQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['access-tokens', workspaceId, 'mine'],
    queryFn: ({ signal }) => call(accessTokenRoutes.mine, { params: { workspaceId }, signal }),
  })

export const tokensQuery = (workspaceId: string, filter: TokenFilter) =>
  infiniteQueryOptions({
    queryKey: ['access-tokens', workspaceId, 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      call(accessTokenRoutes.list, { params: { workspaceId }, query: { ...toQuery(filter), cursor: pageParam }, signal }),
    ...byCursor,
    placeholderData: keepPreviousData,
  })

export const toQuery = ({ show, ...filter }: TokenFilter) => ({ ...filter, ...(show ? { [show]: 'true' } : {}) })

export const tokenReportQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['access-tokens', workspaceId, 'report'],
    queryFn: ({ signal }) => call(accessTokenRoutes.report, { params: { workspaceId }, signal }),
  })

export const tokenLimitQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['access-tokens', workspaceId, 'limit'],
    queryFn: ({ signal }) => call(accessTokenRoutes.limit, { params: { workspaceId }, signal }),
  })

/** Tokens show in their own lists and beside service accounts. */
export const tokensChanged = (client: QueryClient, workspaceId: string) =>
  Promise.all(['access-tokens', 'service-accounts'].map((noun) => client.invalidateQueries({ queryKey: [noun, workspaceId] })))

export function useCreateMyToken(workspaceId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: BodyIn<typeof accessTokenRoutes.create>) =>
      call(accessTokenRoutes.create, { params: { workspaceId }, body }),
    onSuccess: () => tokensChanged(client, workspaceId),
  })
}

export function useRevokeMyToken(workspaceId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (tokenId: string) => call(accessTokenRoutes.revokeMine, { params: { workspaceId, tokenId } }),
    onSuccess: () => tokensChanged(client, workspaceId),
  })
}

export function useRevokeToken(workspaceId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (tokenId: string) => call(accessTokenRoutes.revoke, { params: { workspaceId, tokenId } }),
    onSuccess: () => tokensChanged(client, workspaceId),
  })
}

export function useSetTokenLimit(workspaceId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: BodyIn<typeof accessTokenRoutes.setLimit>) =>
      call(accessTokenRoutes.setLimit, { params: { workspaceId }, body }),
    onSuccess: () => tokensChanged(client, workspaceId),
  })
}
