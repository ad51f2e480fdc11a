import type { PolicyCheck, Rule } from '@bailiwick/contracts'

/**
 * What an administrator should know about rules that are in force. None of it is an error: groups fill and empty while rules stand.
 * @param withoutPolicy active members whom no rule matches while there is no default
 * @param policies the policies in use, with the checks of the versions in force
 */
export function warningsOf(rules: Rule[], withoutPolicy: number, policies: { name: string; check: PolicyCheck }[]): string[] {
  const warnings: string[] = []
  if (withoutPolicy > 0) {
    const who = withoutPolicy === 1 ? '1 active member gets' : `${withoutPolicy} active members get`
    warnings.push(`${who} no policy: no rule matches them and there is no default.`)
  }
  for (const rule of rules) {
    const label = `Rule ${rule.position} (${rule.group.name} → ${rule.policy.name})`
    if (rule.groupMembers === 0) warnings.push(`${label}: the group has no active members.`)
    else if (rule.wins === 0) warnings.push(`${label} serves nobody: everyone in the group matches an earlier rule.`)
  }
  for (const { name, check } of policies) {
    const gateway = check.problems.find((it) => it.code === 'gateway_bypassed')
    if (gateway) warnings.push(`“${name}”, line ${gateway.line}: ${gateway.message}`)
  }
  return warnings
}
