import { ruleRoutes } from '@bailiwick/contracts'
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { type CallInput, call } from '../client.ts'
import { byCursor } from './paging.ts'

export const rulesQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['rules', workspaceId, 'in-force'],
    queryFn: ({ signal }) => call(ruleRoutes.get, { params: { workspaceId }, signal }),
  })

export const revisionsQuery = (workspaceId: string) =>
  infiniteQueryOptions({
    queryKey: ['rules', workspaceId, 'revisions'],
    queryFn: ({ pageParam, signal }) =>
      call(ruleRoutes.revisions, { params: { workspaceId }, query: { cursor: pageParam }, signal }),
    ...byCursor,
  })

export const revisionQuery = (workspaceId: string, number: number) =>
  queryOptions({
    queryKey: ['rules', workspaceId, 'revision', number],
    queryFn: ({ signal }) => call(ruleRoutes.revision, { params: { workspaceId, number: String(number) }, signal }),
  })

export function useReplaceRules(workspaceId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: CallInput<typeof ruleRoutes.replace>['body']) =>
      call(ruleRoutes.replace, { params: { workspaceId }, body }),
    onSuccess: async (rules) => {
      client.setQueryData(rulesQuery(workspaceId).queryKey, rules)
      const stale = ['rules', 'policies', 'groups', 'lookup', 'overview']
      await Promise.all(stale.map((noun) => client.invalidateQueries({ queryKey: [noun, workspaceId] })))
    },
  })
}
