import { type BodyIn, type SingleSignOn, singleSignOnRoutes } from '@bailiwick/contracts'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../client.ts'

export const singleSignOnQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['single-sign-on', workspaceId],
    queryFn: ({ signal }) => call(singleSignOnRoutes.get, { params: { workspaceId }, signal }),
  })

export const attemptsQuery = (workspaceId: string, providerId: string) =>
  queryOptions({
    queryKey: ['single-sign-on', workspaceId, 'attempts', providerId],
    queryFn: ({ signal }) => call(singleSignOnRoutes.attempts, { params: { workspaceId, providerId }, signal }),
    refetchInterval: 15_000,
  })

type NewProvider = BodyIn<(typeof singleSignOnRoutes)['createProvider']>
type ProviderChange = BodyIn<(typeof singleSignOnRoutes)['updateProvider']>

/** Whatever changes here, the page's whole answer is asked again. */
function useChange<I, R>(workspaceId: string, mutationFn: (input: I) => Promise<R>) {
  const client = useQueryClient()
  return useMutation({ mutationFn, onSuccess: () => client.invalidateQueries({ queryKey: ['single-sign-on', workspaceId] }) })
}

export function useCreateProvider(workspaceId: string) {
  return useChange(workspaceId, (body: NewProvider) => call(singleSignOnRoutes.createProvider, { params: { workspaceId }, body }))
}

export function useUpdateProvider(workspaceId: string, providerId: string) {
  return useChange(workspaceId, (body: ProviderChange) =>
    call(singleSignOnRoutes.updateProvider, { params: { workspaceId, providerId }, body }),
  )
}

export function useRemoveProvider(workspaceId: string, providerId: string) {
  return useChange(workspaceId, () => call(singleSignOnRoutes.removeProvider, { params: { workspaceId, providerId } }))
}

export function useForgetLink(workspaceId: string, providerId: string) {
  return useChange(workspaceId, (personId: string) =>
    call(singleSignOnRoutes.forgetLink, { params: { workspaceId, providerId, personId } }),
  )
}

export function useReadMetadata(workspaceId: string) {
  return useMutation({
    mutationFn: (body: { xml: string } | { url: string }) =>
      call(singleSignOnRoutes.readMetadata, { params: { workspaceId }, body }),
  })
}

/** Leaves for the provider: the test ends at its page here. */
export function useStartTest(workspaceId: string, providerId: string) {
  return useMutation({
    mutationFn: () => call(singleSignOnRoutes.startTest, { params: { workspaceId, providerId } }),
    onSuccess: ({ url }) => window.location.assign(url),
  })
}

export function useClaimDomain(workspaceId: string) {
  return useChange(workspaceId, (body: { name: string }) =>
    call(singleSignOnRoutes.claimDomain, { params: { workspaceId }, body }),
  )
}

export function useCheckDomain(workspaceId: string) {
  return useChange(workspaceId, (domainId: string) => call(singleSignOnRoutes.checkDomain, { params: { workspaceId, domainId } }))
}

export function useRemoveDomain(workspaceId: string) {
  return useChange(workspaceId, (domainId: string) =>
    call(singleSignOnRoutes.removeDomain, { params: { workspaceId, domainId } }),
  )
}

/** These answer the whole state, and may decide which workspaces this very sign-in opens. */
function useWholeChange<I>(workspaceId: string, mutationFn: (input: I) => Promise<SingleSignOn>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn,
    onSuccess: async (whole) => {
      client.setQueryData(singleSignOnQuery(workspaceId).queryKey, whole)
      await client.invalidateQueries({ queryKey: ['me'] })
    },
  })
}

export function useEnforce(workspaceId: string) {
  return useWholeChange(workspaceId, (enforced: boolean) =>
    call(singleSignOnRoutes.enforce, { params: { workspaceId }, body: { enforced } }),
  )
}

export function useSeal(workspaceId: string) {
  return useWholeChange(workspaceId, (personId: string) =>
    call(singleSignOnRoutes.sealBreakGlass, { params: { workspaceId, personId } }),
  )
}

export function useUnseal(workspaceId: string) {
  return useWholeChange(workspaceId, (personId: string) =>
    call(singleSignOnRoutes.unsealBreakGlass, { params: { workspaceId, personId } }),
  )
}
