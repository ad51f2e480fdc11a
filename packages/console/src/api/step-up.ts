import type { ProofMethod } from '@bailiwick/contracts'

/** Asks the person who they are; true once the server has accepted a proof. */
type Ask = (methods: ProofMethod[]) => Promise<boolean>

let ask: Ask | undefined
let asking: Promise<boolean> | undefined

/** The page's one place that asks for proofs. Answers a function that takes it away again. */
export function whoAsksForProofs(by: Ask): () => void {
  ask = by
  return () => {
    if (ask === by) ask = undefined
  }
}

const known: readonly string[] = ['password', 'totp', 'passkey', 'sso'] satisfies ProofMethod[]

/**
 * Has the person prove again who they are. Calls that need it at the same time share one question.
 * @param methods what the proof can be made with, as the refusal names it
 */
export async function proveAgain(methods: unknown): Promise<'proved' | 'cancelled' | 'nobody_asks'> {
  if (!ask) return 'nobody_asks'
  const offered = Array.isArray(methods) ? methods.filter((it): it is ProofMethod => known.includes(it)) : []
  asking ??= ask(offered).finally(() => {
    asking = undefined
  })
  return (await asking) ? 'proved' : 'cancelled'
}
