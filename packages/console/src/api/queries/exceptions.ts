import { exceptionRoutes, type exceptionStates } from '@bailiwick/contracts'
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { type CallInput, call } from '../client.ts'
import { byCursor } from './paging.ts'
import { policyChanged } from './stale.ts'

export type ExceptionState = (typeof exceptionStates)[number]
type Body<R extends keyof typeof exceptionRoutes> = CallInput<(typeof exceptionRoutes)[R]> extends { body: infer B } ? B : never

export const exceptionsQuery = (
  workspaceId: string,
  filter: { state?: ExceptionState | undefined; personId?: string | undefined },
) =>
  infiniteQueryOptions({
    queryKey: ['exceptions', workspaceId, 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      call(exceptionRoutes.list, { params: { workspaceId }, query: { ...filter, cursor: pageParam }, signal }),
    ...byCursor,
    placeholderData: (before) => before,
  })

export const myExceptionsQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['exceptions', workspaceId, 'mine'],
    queryFn: ({ signal }) => call(exceptionRoutes.mine, { params: { workspaceId }, signal }),
  })

function useExceptionAct<V, R>(workspaceId: string, act: (input: V) => Promise<R>) {
  const client = useQueryClient()
  return useMutation({ mutationFn: act, onSuccess: () => policyChanged(client, workspaceId) })
}

export function useGrantException(workspaceId: string) {
  return useExceptionAct(workspaceId, (body: Body<'grantFor'>) =>
    call(exceptionRoutes.grantFor, { params: { workspaceId }, body }),
  )
}

export function useDecideException(workspaceId: string, exceptionId: string) {
  const params = { workspaceId, exceptionId }
  return useExceptionAct(workspaceId, (body: Body<'decide'>) => call(exceptionRoutes.decide, { params, body }))
}

export function useRevokeException(workspaceId: string, exceptionId: string) {
  const params = { workspaceId, exceptionId }
  return useExceptionAct(workspaceId, (note: string) => call(exceptionRoutes.revoke, { params, body: { note } }))
}

export function useRequestException(workspaceId: string) {
  return useExceptionAct(workspaceId, (body: Body<'request'>) => call(exceptionRoutes.request, { params: { workspaceId }, body }))
}

export function useWithdrawException(workspaceId: string) {
  return useExceptionAct(workspaceId, (exceptionId: string) =>
    call(exceptionRoutes.withdraw, { params: { workspaceId, exceptionId } }),
  )
}
