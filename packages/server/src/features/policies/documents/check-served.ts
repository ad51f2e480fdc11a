import type { PolicyCheck, PolicyProblem, ProblemPlace } from '@bailiwick/contracts'
import { type Bundle, type ClientVersion, checkBundle, effectiveRequirements } from '@bailiwick/policy'
import { Failure } from '../../../platform/failure.ts'
import { computedFragmentId, gatewayProvider, gatewayUrl, type ServedPolicy, servedBundle } from '../delivery/index.ts'

/** A document that is no version yet, for checks that store nothing. */
export const asDraft = (contents: string): ServedPolicy => ({ versionId: 'draft', name: 'Draft', version: 1, contents })

/**
 * A client's verdict on exactly what it would be served under this policy (null: Bailiwick's own requirements alone), with what the
 * policy does to the model gateway. Never throws.
 */
export function checkServed(publicUrl: string, policy: ServedPolicy | null, client?: ClientVersion): PolicyCheck {
  const bundle = servedBundle(publicUrl, policy)
  const { verdict, problems } = checkBundle(bundle, client && { client })
  return { verdict, problems: policy ? [...problems, ...gatewayProblems(publicUrl, bundle, policy)] : problems }
}

/**
 * Throws `policy.refused_by_client` with every place, unless clients accept the policy and sessions work under it.
 * @param where says which policy, when the caller named several
 */
export function requireServable(publicUrl: string, policy: ServedPolicy, where = ''): void {
  const { verdict, problems } = checkServed(publicUrl, policy)
  if (verdict === 'accepted') return
  throw new Failure('policy.refused_by_client', {
    detail: `${where}${verdict === 'refused' ? 'The client would not start.' : 'The client would start, but no session would work.'}`,
    problems: problems.filter((it) => it.severity === 'error').map((it) => toPlace(it, where)),
    more: { verdict },
  })
}

function toPlace({ line, column, message, code, fix, fragment }: PolicyProblem, where: string): ProblemPlace {
  const part = fragment === computedFragmentId ? 'Bailiwick’s requirements, ' : where
  return { place: `${part}line ${line}, column ${column}`, message, code, line, column, ...(fix && { fix }) }
}

/** What the policy says about providers, judged by what the client makes of the whole bundle. */
function gatewayProblems(publicUrl: string, bundle: Bundle, policy: ServedPolicy): PolicyProblem[] {
  const value = (key: string) => effective.find((it) => it.key === key)?.value
  const effective = effectiveRequirements(bundle).entries
  const bypassed =
    value('model_provider') !== gatewayProvider || value(`model_providers.${gatewayProvider}.base_url`) !== gatewayUrl(publicUrl)
  const alone = {
    ...bundle,
    requirements_toml: {
      enterprise_managed: bundle.requirements_toml.enterprise_managed.filter((it) => it.id === policy.versionId),
    },
  }
  const own = effectiveRequirements(alone).entries
  const provider = own.find((it) => it.key === 'model_provider')
  const definition = own.find((it) => it.key.startsWith(`model_providers.${gatewayProvider}.`))
  const speaks = (provider && provider.value !== gatewayProvider) || definition
  if (!speaks) return []
  const key = definition ? `model_providers.${gatewayProvider}` : 'model_provider'
  const at = placeOf(policy.contents, key)
  return [
    bypassed
      ? {
          severity: 'warning',
          code: 'gateway_bypassed',
          message: 'Model calls go past Bailiwick’s model gateway: they are neither refused when Codex is off nor recorded.',
          fix: 'Take the provider out of the policy and add it as an upstream of the model gateway.',
          key,
          fragment: policy.versionId,
          ...at,
        }
      : {
          severity: 'warning',
          code: 'provider_overridden',
          message: 'Bailiwick’s model gateway is the provider whatever a policy says; this provider is not used.',
          fix: 'Take the provider out of the policy and add it as an upstream of the model gateway.',
          key,
          fragment: policy.versionId,
          ...at,
        },
  ]
}

/** The first line that writes the key, in any of TOML's usual spellings; the first line of the document when there is none. */
function placeOf(contents: string, key: string): { line: number; column: number } {
  const spelling = key.split('.').join('"?\\s*\\.\\s*"?')
  const start = new RegExp(`^[ \\t]*\\[?[ \\t]*"?${spelling}"?`, 'm').exec(contents)?.index ?? 0
  return { line: contents.slice(0, start).split('\n').length, column: 1 }
}
