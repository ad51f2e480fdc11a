import type { PolicyControls } from '@bailiwick/contracts'
import { count } from '../../../ui/words.ts'

/** What each control does as it is set, in a sentence. */
export function sayControls(controls: PolicyControls) {
  const { approvals, approverRole, brake, recentPolicyMinutes, haltSilentPercent } = controls
  const who = approverRole === 'owner' ? 'owners' : 'people who may approve policies'
  return {
    approvals:
      approvals === 0
        ? 'Whoever may write policies puts them in force alone.'
        : `Every change goes through a draft that ${approvals === 1 ? `one of the ${who}` : `${approvals} ${who}`} approved and wrote no part of.`,
    brake: brake.enabled
      ? `A change that gives more than ${brake.sharePercent} % of the members at once, and at least ${count(brake.minimumMembers, 'member')}, another policy or a looser text is held until somebody releases it. So is one that empties the group of a rule with ${count(brake.minimumMembers, 'member')} or more.`
      : 'Nothing is held, however many members a change moves.',
    recent:
      recentPolicyMinutes === null
        ? 'A client that never fetches its policy can still call models.'
        : `A model call is refused unless the same sign-in fetched its policy within ${count(recentPolicyMinutes, 'minute')}. Clients fetch about every hour.`,
    halt: `A staged rollout halts by itself when ${haltSilentPercent} % of the devices that were served the new revision and worked before fall silent, more than on the old one.`,
  }
}
