import { type Evaluation, evaluationRoutes } from '@bailiwick/contracts'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { type CallInput, call } from '../client.ts'

/** How often a run that observes is looked at again, in milliseconds. */
const look = 10_000

export const evaluationsQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['evaluations', workspaceId, 'list'],
    queryFn: ({ signal }) => call(evaluationRoutes.list, { params: { workspaceId }, signal }),
  })

export const evaluationQuery = (workspaceId: string, evaluationId: string) =>
  queryOptions({
    queryKey: ['evaluations', workspaceId, 'one', evaluationId],
    queryFn: ({ signal }) => call(evaluationRoutes.get, { params: { workspaceId, evaluationId }, signal }),
    refetchInterval: ({ state }) => (state.data && !state.data.running ? false : look),
  })

function useEvaluationAct<V>(workspaceId: string, act: (input: V) => Promise<Evaluation>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSuccess: (run) => {
      client.setQueryData(evaluationQuery(workspaceId, run.id).queryKey, run)
      return client.invalidateQueries({ queryKey: evaluationsQuery(workspaceId).queryKey })
    },
  })
}

export function useStartEvaluation(workspaceId: string) {
  return useEvaluationAct(workspaceId, (body: CallInput<typeof evaluationRoutes.start>['body']) =>
    call(evaluationRoutes.start, { params: { workspaceId }, body }),
  )
}

export function useEndEvaluation(workspaceId: string, evaluationId: string) {
  return useEvaluationAct(workspaceId, () => call(evaluationRoutes.end, { params: { workspaceId, evaluationId } }))
}
