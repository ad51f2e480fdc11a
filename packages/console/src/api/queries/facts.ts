import { auditRoutes, type QueryIn } from '@bailiwick/contracts'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { call } from '../client.ts'
import { byCursor } from './paging.ts'

/** What is asked of the log; `from` and `to` are RFC 3339. */
export type FactFilter = Omit<QueryIn<(typeof auditRoutes)['list']>, 'cursor' | 'limit'>

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

/** Calls by nobody known, by day. */
export const noiseQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['facts', workspaceId, 'noise'],
    queryFn: ({ signal }) => call(auditRoutes.noise, { params: { workspaceId }, signal }),
    staleTime: 60_000,
  })
