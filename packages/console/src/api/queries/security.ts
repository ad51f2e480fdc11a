import { type BodyIn, securityRoutes } from '@bailiwick/contracts'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../client.ts'

export const securityQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['security', workspaceId],
    queryFn: ({ signal }) => call(securityRoutes.get, { params: { workspaceId }, signal }),
  })

export function useUpdateSecurity(workspaceId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: BodyIn<typeof securityRoutes.update>) => call(securityRoutes.update, { params: { workspaceId }, body }),
    onSuccess: async (security) => {
      client.setQueryData(securityQuery(workspaceId).queryKey, security)
      await client.invalidateQueries({ queryKey: ['me'] })
    },
  })
}
