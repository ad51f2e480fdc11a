import type { PolicyQuestion, PolicyTest } from '@bailiwick/contracts'
import type { Place } from '@bailiwick/policy'
import type { PolicyInForce } from '../../standing/index.ts'
import { computedFragmentId } from '../delivery/index.ts'

type Verdict = Extract<PolicyTest['expect'], { kind: 'answers' }>['verdict']

const verdicts = {
  allowed: 'is allowed',
  prompted: 'is prompted',
  denied: 'is denied',
  not_restricted: 'is not restricted',
} satisfies Record<Verdict, string>

export const answered = (question: PolicyQuestion, verdict: Verdict): string => `${asked(question)} ${verdicts[verdict]}`

function asked(question: PolicyQuestion): string {
  switch (question.kind) {
    case 'command':
      return `\`${question.command}\``
    case 'domain':
      return question.host
    case 'mcp':
      return `MCP server “${question.name}”`
    case 'sandbox':
      return `sandbox mode ${question.mode}`
    case 'approval':
      return `approval policy ${question.policy}`
    case 'web_search':
      return `web search ${question.mode}`
    case 'feature':
      return `feature ${question.name}`
  }
}

export const policyInWords = (policy: PolicyInForce | null): string =>
  policy ? `“${policy.name}” v${policy.version}` : 'no policy'

/** The key that decides, and where it is written. */
export function placeInWords({ key, fragment, line }: Place, policy: PolicyInForce | null): string {
  if (fragment === computedFragmentId) return `${key} of Bailiwick’s own requirements`
  return `${key} in line ${line} of ${policyInWords(policy)}`
}
