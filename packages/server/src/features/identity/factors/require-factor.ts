import type { PersonCaller } from '../../../platform/actor.ts'
import { Failure } from '../../../platform/failure.ts'
import type { FactorRow } from './factors.store.ts'

/**
 * Whoever has a factor changes factors only in a session that was made or proved with one: a password alone, or a session from before,
 * must not add a factor of somebody else. Fails: session.step_up_needed.
 */
export function requireFactorShown(caller: Pick<PersonCaller, 'session'>, known: Pick<FactorRow, 'kind'>[]): void {
  if (known.length === 0 || caller.session.secondFactorAt !== null) return
  throw new Failure('session.step_up_needed', {
    detail: 'Prove it with one of your second factors.',
    more: { methods: [...new Set(known.map((it) => it.kind))] },
  })
}
