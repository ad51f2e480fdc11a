import { factorRoutes } from '@bailiwick/contracts'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../client.ts'
import { makePasskey } from '../passkeys.ts'
import { meQuery } from './me.ts'

export const factorsQuery = queryOptions({
  queryKey: ['me', 'factors'],
  queryFn: ({ signal }) => call(factorRoutes.list, { signal }),
})

/** Asks again what factors decide: their list, and which workspaces this sign-in opens. */
export function useFactorsChanged() {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: meQuery.queryKey })
}

function useFactorChange<I, R>(mutationFn: (input: I) => Promise<R>) {
  const changed = useFactorsChanged()
  return useMutation({ mutationFn, onSuccess: changed })
}

export function useStartTotp() {
  return useMutation({ mutationFn: () => call(factorRoutes.startTotp, {}) })
}

/** What it answers may hold recovery codes, so nothing moves until they are kept: `useFactorsChanged` comes after. */
export function useConfirmTotp() {
  return useMutation({
    mutationFn: (body: { enrolmentId: string; code: string; name: string }) => call(factorRoutes.confirmTotp, { body }),
  })
}

/** The whole ceremony: what to make, the browser's own dialog, and the server's word on what came of it. Recovery codes as above. */
export function useAddPasskey() {
  return useMutation({
    mutationFn: async ({ name }: { name: string }) => {
      const { enrolmentId, options } = await call(factorRoutes.startPasskey, {})
      const credential = await makePasskey(options)
      return call(factorRoutes.confirmPasskey, { body: { enrolmentId, credential, name } })
    },
  })
}

export function useRenameFactor() {
  return useFactorChange(({ factorId, name }: { factorId: string; name: string }) =>
    call(factorRoutes.rename, { params: { factorId }, body: { name } }),
  )
}

export function useRemoveFactor() {
  return useFactorChange((factorId: string) => call(factorRoutes.remove, { params: { factorId } }))
}

export function useMakeRecoveryCodes() {
  return useFactorChange(() => call(factorRoutes.makeRecoveryCodes, {}))
}
