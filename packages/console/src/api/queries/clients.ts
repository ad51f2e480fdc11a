import { clientRoutes } from '@bailiwick/contracts'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../client.ts'

export const myClientsQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['clients', workspaceId, 'mine'],
    queryFn: ({ signal }) => call(clientRoutes.mine, { params: { workspaceId }, signal }),
  })

export function useSignOutMyClient(workspaceId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (clientId: string) => call(clientRoutes.signOutMine, { params: { workspaceId, clientId } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['clients', workspaceId] }),
  })
}
