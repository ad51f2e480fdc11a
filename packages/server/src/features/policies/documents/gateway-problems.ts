import type { PolicyProblem } from '@bailiwick/contracts'
import { readRequirement } from '@bailiwick/policy'
import { gatewayProvider, type ServedPolicy } from '../delivery/index.ts'

/**
 * What a policy does to the model gateway, judged by what the client reads in it. A definition of Bailiwick's own provider is
 * an error: the client mixes the two key by key, and an `env_key`, for one, then ends every session (client 0.169.0).
 */
export function gatewayProblems(policy: ServedPolicy): PolicyProblem[] {
  const at = (key: string, { line, column }: { line: number; column: number }) => ({
    key,
    fragment: policy.versionId,
    line,
    column,
  })
  const problems: PolicyProblem[] = []
  const definition = readRequirement(policy.contents, ['model_providers', gatewayProvider])
  if (definition) {
    problems.push({
      severity: 'error',
      code: 'model_provider_reserved',
      message: `“${gatewayProvider}” is Bailiwick’s own provider: clients would mix this definition into it, and calls go elsewhere or fail.`,
      fix: 'Give the provider another name, or take it out.',
      ...at(`model_providers.${gatewayProvider}`, definition),
    })
  }
  const named = readRequirement(policy.contents, ['model_provider'])
  if (named && named.value !== gatewayProvider) {
    problems.push({
      severity: 'warning',
      code: 'gateway_bypassed',
      message: 'Model calls go past the model gateway: nobody is refused there, nothing is recorded.',
      fix: 'Take the provider out of the policy and add it as an upstream of the model gateway.',
      ...at('model_provider', named),
    })
  }
  return problems
}
