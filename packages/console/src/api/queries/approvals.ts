import { approvalRoutes } from '@bailiwick/contracts'
import { queryOptions, useMutation } from '@tanstack/react-query'
import { type CallInput, call } from '../client.ts'

/** Asked only when the person presses a button: wrong codes are counted. */
export function useFindDeviceCode() {
  return useMutation({ mutationFn: (userCode: string) => call(approvalRoutes.find, { body: { userCode } }) })
}

export function useDecideDeviceCode() {
  return useMutation({
    mutationFn: (body: CallInput<typeof approvalRoutes.decide>['body']) => call(approvalRoutes.decide, { body }),
  })
}

export const authorizeRequestQuery = (request: string) =>
  queryOptions({
    queryKey: ['authorize-request', request],
    queryFn: ({ signal }) => call(approvalRoutes.findAuthorize, { body: { request }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })

export function useDecideAuthorize() {
  return useMutation({
    mutationFn: (body: CallInput<typeof approvalRoutes.decideAuthorize>['body']) =>
      call(approvalRoutes.decideAuthorize, { body }),
  })
}
