import { auditRoutes } from '@bailiwick/contracts'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { call } from '../client.ts'
import { byCursor } from './paging.ts'

export interface FactFilter {
  kind?: string | undefined
  actorId?: string | undefined
  subjectId?: string | undefined
  /** RFC 3339 */
  from?: string | undefined
  to?: string | undefined
}

export const factsQuery = (workspaceId: string, filter: FactFilter) =>
  infiniteQueryOptions({
    queryKey: ['facts', workspaceId, 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      call(auditRoutes.list, { params: { workspaceId }, query: { ...filter, cursor: pageParam }, signal }),
    ...byCursor,
    placeholderData: (before) => before,
  })

export const factQuery = (workspaceId: string, factId: string) =>
  queryOptions({
    queryKey: ['facts', workspaceId, 'one', factId],
    queryFn: ({ signal }) => call(auditRoutes.get, { params: { workspaceId, factId }, signal }),
  })

export const factKindsQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['facts', workspaceId, 'kinds'],
    queryFn: ({ signal }) => call(auditRoutes.kinds, { params: { workspaceId }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })

/** Recomputes the whole chain on the server; asked by hand, never by itself. */
export const verificationQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['facts', workspaceId, 'verification'],
    queryFn: ({ signal }) => call(auditRoutes.verify, { params: { workspaceId }, signal }),
    enabled: false,
    staleTime: 0,
  })
