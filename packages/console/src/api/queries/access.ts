import { accessRoutes, type Permission, type QueryIn } from '@bailiwick/contracts'
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { call } from '../client.ts'
import { byCursor } from './paging.ts'

/** Everything that one person may; by id or e-mail address. */
export const accessOfQuery = (workspaceId: string, person: string) =>
  queryOptions({
    queryKey: ['access', workspaceId, 'person', person],
    queryFn: ({ signal }) => call(accessRoutes.person, { params: { workspaceId }, query: { person }, signal }),
  })

export const myAccessQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['access', workspaceId, 'mine'],
    queryFn: ({ signal }) => call(accessRoutes.mine, { params: { workspaceId }, signal }),
  })

export const accessCountsQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['access', workspaceId, 'counts'],
    queryFn: ({ signal }) => call(accessRoutes.counts, { params: { workspaceId }, signal }),
  })

export type Through = Omit<QueryIn<typeof accessRoutes.holders>, 'permission' | 'cursor' | 'limit'>

export const holdersQuery = (workspaceId: string, permission: Permission, through: Through) =>
  infiniteQueryOptions({
    queryKey: ['access', workspaceId, 'holders', permission, through],
    queryFn: ({ pageParam, signal }) =>
      call(accessRoutes.holders, { params: { workspaceId }, query: { ...through, permission, cursor: pageParam }, signal }),
    ...byCursor,
    placeholderData: keepPreviousData,
  })
