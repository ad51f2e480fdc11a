import type { Lookup, NamedRef } from '@bailiwick/contracts'
import type { WorkspaceStanding } from '../../standing/index.ts'
import type { Decision } from '../delivery/index.ts'

/**
 * The answer in one sentence.
 * @param who the person's name, or “somebody who is only in …”
 * @param group of the rule that wins
 */
export function sentenceOf(who: string, decision: Decision, group: NamedRef | undefined): string {
  const { policy, outcome, resolution, exception } = decision
  if (!policy) return `${who} gets no policy: no rule matches and there is no default.`
  const gets = `${who} gets “${policy.name}” version ${policy.version}`
  if (outcome === 'exception') return `${gets} by an exception until ${exception?.until.toISOString()}, ahead of the rules.`
  if (outcome === 'default') return `${gets} by default: no rule matches.`
  return `${gets} by rule ${resolution.position}: ${group?.name ?? 'its group'} is the first group in the order that matches.`
}

/** Which side of a staged rollout somebody is on; null while none runs. */
export function sideInWords(who: string, { revision, rollout }: WorkspaceStanding, { onNew }: Decision): Lookup['rollout'] {
  if (!rollout || onNew === null) return null
  const [next, now] = [rollout.ruling.revision?.number ?? null, revision?.number]
  const sentence = onNew
    ? `A staged rollout has reached ${who}: revision ${next} decides.`
    : `A staged rollout of revision ${next} has not reached ${who}: ${now === undefined ? 'nothing' : `revision ${now}`} is in force.`
  return { id: rollout.id, onNew, revision: next, sentence }
}

/** What on a device comes before or beside what it is served (client 0.169.0): nothing of it can be seen from here. */
export function beatenBy(hasDefaults: boolean): string[] {
  return [
    'Requirements that device management (MDM) puts on a Mac come before these, key by key.',
    'A legacy /etc/codex/managed_config.toml comes before these too: its approval_policy, approvals_reviewer and sandbox_mode count as requirements.',
    '/etc/codex/requirements.toml comes after these: where both set a value, this one counts; rules, hooks and deny_read of both add up.',
    ...(hasDefaults
      ? ['Users override the managed defaults in their own config.toml, in a profile, a trusted project or on the command line.']
      : []),
  ]
}

/** What no change to a policy can do at once (client 0.169.0). */
export const timing =
  'Clients that start from now on and have no policy cached get this at once. A client keeps a policy that it has fetched for up to an ' +
  'hour, and a thread that is running keeps the one it started with even longer. To fetch at once, end Codex and remove ' +
  'cloud-config-bundle-cache.json from CODEX_HOME.'
