import { ssoSignInRoutes } from '@bailiwick/contracts'
import { queryOptions, useMutation } from '@tanstack/react-query'
import { call } from '../client.ts'

/** Where somebody with this address signs in; the domain alone decides. */
export function useDiscover() {
  return useMutation({ mutationFn: (body: { email: string }) => call(ssoSignInRoutes.discover, { body }) })
}

/** Why a sign-in with an identity provider was refused. */
export const ssoFailureQuery = (attemptId: string) =>
  queryOptions({
    queryKey: ['sso-failures', attemptId],
    queryFn: ({ signal }) => call(ssoSignInRoutes.failure, { params: { attemptId }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
