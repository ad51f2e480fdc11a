import type { NamedRef } from '@bailiwick/contracts'
import type { Resolution } from '@bailiwick/policy'
import type { PolicyInForce } from '../../standing/index.ts'

/**
 * The answer in one sentence.
 * @param who the person's name, or “somebody who is only in …”
 */
export function sentenceOf(
  who: string,
  resolution: Resolution,
  policy: PolicyInForce | null,
  group: NamedRef | undefined,
): string {
  if (!policy) return `${who} gets no policy: no rule matches and there is no default.`
  const gets = `${who} gets “${policy.name}” version ${policy.version}`
  if (resolution.outcome === 'default') return `${gets} by default: no rule matches.`
  return `${gets} by rule ${resolution.position}: ${group?.name ?? 'its group'} is the first group in the order that matches.`
}

/** What no change to a policy can do at once (client 0.169.0). */
export const timing =
  'Clients that start from now on and have no policy cached get this at once. A client keeps a policy that it has fetched for up to an ' +
  'hour, and a thread that is running keeps the one it started with even longer. To fetch at once, end Codex and remove ' +
  'cloud-config-bundle-cache.json from CODEX_HOME.'
