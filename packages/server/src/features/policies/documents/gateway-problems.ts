import type { PolicyProblem } from '@bailiwick/contracts'
import { type Bundle, effectiveRequirements } from '@bailiwick/policy'
import { gatewayProvider, type ServedPolicy } from '../delivery/index.ts'

/**
 * What a policy does to the model gateway, judged by what the client makes of the whole bundle. A definition of Bailiwick's own provider is
 * an error: the client mixes the two key by key, and an `env_key`, for one, then ends every session (client 0.169.0).
 */
export function gatewayProblems(bundle: Bundle, policy: ServedPolicy): PolicyProblem[] {
  const own = effectiveRequirements(only(bundle, policy.versionId)).entries
  const at = (key: string) => ({ key, fragment: policy.versionId, ...placeOf(policy.contents, key) })
  const problems: PolicyProblem[] = []
  const definition = `model_providers.${gatewayProvider}`
  if (own.some((it) => `${it.key}.`.startsWith(`${definition}.`))) {
    problems.push({
      severity: 'error',
      code: 'model_provider_reserved',
      message: `“${gatewayProvider}” is Bailiwick’s own provider: clients would mix this definition into it, and calls go elsewhere or fail.`,
      fix: 'Give the provider another name, or take it out.',
      ...at(definition),
    })
  }
  const named = own.find((it) => it.key === 'model_provider')
  if (named && named.value !== gatewayProvider) {
    problems.push({
      severity: 'warning',
      code: 'gateway_bypassed',
      message: 'Model calls go past the model gateway: nobody is refused there, nothing is recorded.',
      fix: 'Take the provider out of the policy and add it as an upstream of the model gateway.',
      ...at('model_provider'),
    })
  }
  return problems
}

const only = (bundle: Bundle, id: string): Bundle => ({
  ...bundle,
  requirements_toml: { enterprise_managed: bundle.requirements_toml.enterprise_managed.filter((it) => it.id === id) },
})

/** The first line that writes the key, in any of TOML's usual spellings; the first line of the document when there is none. */
function placeOf(contents: string, key: string): { line: number; column: number } {
  const spelling = key.split('.').join('"?\\s*\\.\\s*"?')
  const start = new RegExp(`^[ \\t]*\\[?[ \\t]*"?${spelling}"?(?![\\w-])`, 'm').exec(contents)?.index ?? 0
  return { line: contents.slice(0, start).split('\n').length, column: 1 }
}
