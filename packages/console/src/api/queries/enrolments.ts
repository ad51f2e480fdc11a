import { enrolmentRoutes } from '@bailiwick/contracts'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { type CallInput, call } from '../client.ts'

export const enrolmentsQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['enrolments', workspaceId],
    queryFn: ({ signal }) => call(enrolmentRoutes.list, { params: { workspaceId }, signal }),
  })

export function useCreateEnrolment(workspaceId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: CallInput<typeof enrolmentRoutes.create>['body']) =>
      call(enrolmentRoutes.create, { params: { workspaceId }, body }),
    onSuccess: () => client.invalidateQueries({ queryKey: enrolmentsQuery(workspaceId).queryKey }),
  })
}

export function useRevokeEnrolment(workspaceId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (enrolmentId: string) => call(enrolmentRoutes.revoke, { params: { workspaceId, enrolmentId } }),
    onSuccess: () => client.invalidateQueries({ queryKey: enrolmentsQuery(workspaceId).queryKey }),
  })
}
