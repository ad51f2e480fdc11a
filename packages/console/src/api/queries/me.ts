import { sessionRoutes } from '@bailiwick/contracts'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../client.ts'

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => call(sessionRoutes.me, { signal }),
  staleTime: 30_000,
  meta: { quiet: true },
})

export const sessionsQuery = queryOptions({
  queryKey: ['me', 'sessions'],
  queryFn: ({ signal }) => call(sessionRoutes.list, { signal }),
})

export function useSignOut() {
  return useMutation({ mutationFn: () => call(sessionRoutes.signOut, {}) })
}

export function useRename() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: { name: string }) => call(sessionRoutes.rename, { body }),
    onSuccess: (me) => client.setQueryData(meQuery.queryKey, me),
  })
}

export function useChangePassword() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: { current: string; next: string; signOutClients: boolean }) =>
      call(sessionRoutes.changePassword, { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  })
}

export function useEndSession() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (sessionId: string) => call(sessionRoutes.end, { params: { sessionId } }),
    onSuccess: () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  })
}

export function useRedeemReset() {
  return useMutation({
    mutationFn: (body: { token: string; password: string }) => call(sessionRoutes.redeemReset, { body }),
  })
}

export function useEndOtherSessions() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => call(sessionRoutes.endOthers, {}),
    onSuccess: () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  })
}
