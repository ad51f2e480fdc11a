import { lookupRoutes } from '@bailiwick/contracts'
import { queryOptions } from '@tanstack/react-query'
import { call } from '../client.ts'

/** Whose answer: a person by e-mail, somebody who is only in one group, or whoever uses a device. */
export type Asked = { email: string } | { groupId: string } | { deviceId: string }

/** What is in force for a person or for somebody who is only in one group. */
export const lookupQuery = (workspaceId: string, asked: Asked) =>
  queryOptions({
    queryKey: ['lookup', workspaceId, asked],
    queryFn: ({ signal }) => call(lookupRoutes.find, { params: { workspaceId }, query: asked, signal }),
  })

export const myPolicyQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['lookup', workspaceId, 'mine'],
    queryFn: ({ signal }) => call(lookupRoutes.mine, { params: { workspaceId }, signal }),
  })
