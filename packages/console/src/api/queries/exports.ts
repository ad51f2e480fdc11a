import { exportRoutes } from '@bailiwick/contracts'
import { queryOptions } from '@tanstack/react-query'
import { call } from '../client.ts'

/** The policy as files for device management; below the policy's own key, so that a saved version makes them anew. */
export const policyExportsQuery = (workspaceId: string, policyId: string) =>
  queryOptions({
    queryKey: ['policies', workspaceId, 'one', policyId, 'exports'],
    queryFn: ({ signal }) => call(exportRoutes.ofPolicy, { params: { workspaceId, policyId }, signal }),
  })
