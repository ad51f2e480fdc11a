import { lookupRoutes } from '@bailiwick/contracts'
import { queryOptions } from '@tanstack/react-query'
import { call } from '../client.ts'

/** What is in force for a person or for somebody who is only in one group. */
export const lookupQuery = (workspaceId: string, asked: { email: string } | { groupId: string }) =>
  queryOptions({
    queryKey: ['lookup', workspaceId, asked],
    queryFn: ({ signal }) => call(lookupRoutes.find, { params: { workspaceId }, query: asked, signal }),
  })

export const myPolicyQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['lookup', workspaceId, 'mine'],
    queryFn: ({ signal }) => call(lookupRoutes.mine, { params: { workspaceId }, signal }),
  })
