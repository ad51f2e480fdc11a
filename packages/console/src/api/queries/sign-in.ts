import { type Me, type Proof, type SecondStep, sessionRoutes, signInRoutes } from '@bailiwick/contracts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ApiProblem, call } from '../client.ts'
import { givePasskey } from '../passkeys.ts'
import { meQuery } from './me.ts'

export type SecondMethod = SecondStep['method']

/** What a right password leads to: in, or the question for a second factor. */
export type SignInOutcome = { outcome: 'in'; me: Me } | { outcome: 'second_step'; methods: SecondMethod[] }

/** Whoever was signed in here before leaves nothing behind. */
function useWelcome() {
  const client = useQueryClient()
  return (me: Me) => {
    client.clear()
    client.setQueryData(meQuery.queryKey, me)
  }
}

export function useSignIn() {
  const welcome = useWelcome()
  return useMutation({
    mutationFn: async (body: { email: string; password: string }): Promise<SignInOutcome> => {
      try {
        return { outcome: 'in', me: await call(sessionRoutes.signIn, { body }) }
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.code !== 'session.second_step_needed') throw error
        return { outcome: 'second_step', methods: readMethods(error.body.methods) }
      }
    },
    onSuccess: (step) => (step.outcome === 'in' ? welcome(step.me) : undefined),
  })
}

export function useSecondStep() {
  const welcome = useWelcome()
  return useMutation({
    mutationFn: (body: SecondStep) => call(signInRoutes.secondStep, { body }),
    onSuccess: welcome,
  })
}

/** The second step by the browser's passkey dialog. */
export function useSecondStepPasskey() {
  const welcome = useWelcome()
  return useMutation({
    mutationFn: async () => {
      const { options } = await call(signInRoutes.secondStepPasskey, {})
      const assertion = await givePasskey(options)
      return call(signInRoutes.secondStep, { body: { method: 'passkey', assertion } })
    },
    onSuccess: welcome,
  })
}

/** A passkey alone, which counts as both factors. `quietly` waits where the browser fills in names. */
export function usePasskeySignIn() {
  const welcome = useWelcome()
  return useMutation({
    mutationFn: async ({ quietly }: { quietly: boolean }) => {
      const { options } = await call(signInRoutes.passkeyOptions, {})
      const assertion = await givePasskey(options, quietly)
      return call(signInRoutes.passkey, { body: { assertion } })
    },
    onSuccess: welcome,
  })
}

/** Proves in this session that it is still the same person. Workspaces that wanted a factor may open by it. */
export function useStepUp() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: Proof) => call(signInRoutes.stepUp, { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: meQuery.queryKey }),
  })
}

export function useStepUpPasskey() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async () => {
      const { options } = await call(signInRoutes.stepUpPasskey, {})
      const assertion = await givePasskey(options)
      return call(signInRoutes.stepUp, { body: { method: 'passkey', assertion } })
    },
    onSuccess: () => client.invalidateQueries({ queryKey: meQuery.queryKey }),
  })
}

const known: readonly string[] = ['passkey', 'totp', 'recovery_code'] satisfies SecondMethod[]

function readMethods(given: unknown): SecondMethod[] {
  return Array.isArray(given) ? given.filter((it): it is SecondMethod => known.includes(it)) : []
}
