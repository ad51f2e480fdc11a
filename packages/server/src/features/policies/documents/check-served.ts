import type { PolicyCheck, PolicyProblem, ProblemPlace } from '@bailiwick/contracts'
import { type ClientVersion, checkBundle } from '@bailiwick/policy'
import { Failure } from '../../../platform/failure.ts'
import { computedFragmentId, defaultsFragmentId, type ServedPolicy, servedBundle } from '../delivery/index.ts'
import { gatewayProblems } from './gateway-problems.ts'

/** A document that is no version yet, for checks that store nothing. */
export const asDraft = (contents: string, defaults = ''): ServedPolicy => ({
  versionId: 'draft',
  name: 'Draft',
  version: 1,
  contents,
  defaults,
})

/**
 * A client's verdict on exactly what it would be served under this policy (null: Bailiwick's own requirements alone), with what the
 * policy does to the model gateway. Never throws.
 */
export function checkServed(publicUrl: string, policy: ServedPolicy | null, client?: ClientVersion): PolicyCheck {
  const bundle = servedBundle(publicUrl, policy)
  const { verdict, problems } = checkBundle(bundle, client && { client })
  const gateway = policy ? gatewayProblems(policy) : []
  const breaks = verdict === 'accepted' && gateway.some((it) => it.severity === 'error')
  return { verdict: breaks ? 'breaks_sessions' : verdict, problems: [...problems, ...gateway] }
}

/**
 * Throws `policy.refused_by_client` with every place, unless clients accept the policy and sessions work under it.
 * @param where says which policy, when the caller named several
 */
export function requireServable(publicUrl: string, policy: ServedPolicy, where = ''): void {
  const refusal = refusalOf(checkServed(publicUrl, policy), policy, where)
  if (refusal) throw refusal
}

/** The refusal that a check of this policy amounts to; undefined when clients accept it and sessions work. */
export function refusalOf({ verdict, problems }: PolicyCheck, policy: ServedPolicy, where = ''): Failure | undefined {
  if (verdict === 'accepted') return undefined
  return new Failure('policy.refused_by_client', {
    detail: `${where}${verdict === 'refused' ? 'The client would not start.' : 'The client would start, but no session would work.'}`,
    problems: problems.filter((it) => it.severity === 'error').map((it) => toPlace(it, policy, where)),
    more: { verdict },
  })
}

function toPlace(
  { line, column, message, code, fix, fragment }: PolicyProblem,
  { versionId }: ServedPolicy,
  where: string,
): ProblemPlace {
  const isDefaults = fragment === defaultsFragmentId(versionId)
  const part =
    fragment === computedFragmentId ? 'Bailiwick’s requirements, ' : `${where}${isDefaults ? 'managed defaults, ' : ''}`
  return { place: `${part}line ${line}, column ${column}`, message, code, line, column, ...(fix && { fix }) }
}
