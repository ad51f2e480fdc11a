import { setupRoutes } from '@bailiwick/contracts'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../client.ts'

export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: ({ signal }) => call(setupRoutes.state, { signal }),
})

export interface FirstOwner {
  token: string
  workspaceName: string
  name: string
  email: string
  password: string
}

export function useFinishSetup() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: FirstOwner) => call(setupRoutes.finish, { body }),
    onSuccess: () => client.clear(),
  })
}
