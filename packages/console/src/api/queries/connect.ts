import { connectRoutes } from '@bailiwick/contracts'
import { queryOptions } from '@tanstack/react-query'
import { call } from '../client.ts'

export const connectQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['connect', workspaceId],
    queryFn: ({ signal }) => call(connectRoutes.get, { params: { workspaceId }, signal }),
  })
