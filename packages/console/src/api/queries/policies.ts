import { policyRoutes } from '@bailiwick/contracts'
import { infiniteQueryOptions, type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { type CallInput, call } from '../client.ts'
import { byCursor } from './paging.ts'

export const policiesQuery = (workspaceId: string, search?: string) =>
  infiniteQueryOptions({
    queryKey: ['policies', workspaceId, 'list', search],
    queryFn: ({ pageParam, signal }) =>
      call(policyRoutes.list, { params: { workspaceId }, query: { search, cursor: pageParam }, signal }),
    ...byCursor,
    placeholderData: (before) => before,
  })

/** Policies to choose from, by name: the first 200. */
export const policyChoicesQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['policies', workspaceId, 'choices'],
    queryFn: async ({ signal }) =>
      (await call(policyRoutes.list, { params: { workspaceId }, query: { limit: 200 }, signal })).items,
  })

/** The editor holds its own text, so a refetch while somebody writes only tells of newer versions. */
export const policyQuery = (workspaceId: string, policyId: string) =>
  queryOptions({
    queryKey: ['policies', workspaceId, 'one', policyId],
    queryFn: ({ signal }) => call(policyRoutes.get, { params: { workspaceId, policyId }, signal }),
  })

export const policyTemplatesQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['policies', workspaceId, 'templates'],
    queryFn: ({ signal }) => call(policyRoutes.templates, { params: { workspaceId }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })

export const policyVersionsQuery = (workspaceId: string, policyId: string) =>
  infiniteQueryOptions({
    queryKey: ['policies', workspaceId, 'one', policyId, 'versions'],
    queryFn: ({ pageParam, signal }) =>
      call(policyRoutes.versions, { params: { workspaceId, policyId }, query: { cursor: pageParam }, signal }),
    ...byCursor,
  })

/** A version never changes. */
export const policyVersionQuery = (workspaceId: string, policyId: string, number: number) =>
  queryOptions({
    queryKey: ['policies', workspaceId, 'one', policyId, 'version', number],
    queryFn: ({ signal }) => call(policyRoutes.version, { params: { workspaceId, policyId, number: String(number) }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })

/** A policy in use decides what people get, so rules, lookups and the overview are stale with it. */
async function policiesChanged(client: QueryClient, workspaceId: string) {
  const stale = ['policies', 'rules', 'lookup', 'groups', 'overview']
  await Promise.all(stale.map((noun) => client.invalidateQueries({ queryKey: [noun, workspaceId] })))
}

type Body<R extends keyof typeof policyRoutes> = CallInput<(typeof policyRoutes)[R]> extends { body: infer B } ? B : never

export function useCreatePolicy(workspaceId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: Body<'create'>) => call(policyRoutes.create, { params: { workspaceId }, body }),
    onSuccess: (policy) => {
      client.setQueryData(policyQuery(workspaceId, policy.id).queryKey, policy)
      return policiesChanged(client, workspaceId)
    },
  })
}

export function useSavePolicy(workspaceId: string, policyId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: Body<'save'>) => call(policyRoutes.save, { params: { workspaceId, policyId }, body }),
    onSuccess: (policy) => {
      client.setQueryData(policyQuery(workspaceId, policyId).queryKey, policy)
      return policiesChanged(client, workspaceId)
    },
  })
}

export function useDescribePolicy(workspaceId: string, policyId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: Body<'describe'>) => call(policyRoutes.describe, { params: { workspaceId, policyId }, body }),
    onSuccess: (policy) => {
      client.setQueryData(policyQuery(workspaceId, policyId).queryKey, policy)
      return policiesChanged(client, workspaceId)
    },
  })
}

export function useRemovePolicy(workspaceId: string, policyId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => call(policyRoutes.remove, { params: { workspaceId, policyId } }),
    // The page of the policy is still open: only what others show is asked again.
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['policies', workspaceId, 'list'] })
      await client.invalidateQueries({ queryKey: ['policies', workspaceId, 'choices'] })
    },
  })
}
