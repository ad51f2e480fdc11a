import type { Overview } from '@bailiwick/contracts'
import { tallyMembers } from '../policies/delivery/index.ts'
import type { MemberStanding, WorkspaceStanding } from '../standing/index.ts'
import type { Counts, HourRow } from './overview.store.ts'

/** How many active members each policy in force serves, the largest first: the same decision that delivers it. */
export function toPolicyShares(workspace: WorkspaceStanding, members: Iterable<MemberStanding>): Overview['policy'] {
  const tally = tallyMembers(workspace.ruleSet, members)
  const shares = new Map([...workspace.policies.keys()].map((id) => [id, 0]))
  const add = (id: string | null, n: number) => id !== null && shares.set(id, (shares.get(id) ?? 0) + n)
  for (const { id, policyId } of workspace.ruleSet.rules) add(policyId, tally.rules.get(id) ?? 0)
  add(workspace.ruleSet.defaultPolicyId, tally.default)
  const byPolicy = [...shares].map(([policyId, count]) => ({
    policyId,
    name: workspace.policies.get(policyId)?.name ?? policyId,
    members: count,
  }))
  byPolicy.sort((a, b) => b.members - a.members || a.name.localeCompare(b.name))
  return { revision: workspace.revision?.number ?? null, byPolicy, withoutPolicy: tally.none }
}

const hourMs = 3_600_000

/** The last 24 hours, hours without a turn included; the last is the present one. */
export function toHours(rows: HourRow[], now: Date): HourRow[] {
  const present = Math.floor(now.getTime() / hourMs)
  return Array.from({ length: 24 }, (_, index) => {
    const hour = present - 23 + index
    return rows.find((it) => it.hour === hour) ?? { hour, completed: 0, refused: 0, failed: 0 }
  })
}

/** Where the first of the 24 hours begins. */
export const firstHour = (now: Date): Date => new Date((Math.floor(now.getTime() / hourMs) - 23) * hourMs)

export const toTurns = (hours: HourRow[]): Overview['turns'] =>
  hours.map(({ hour, completed, refused, failed }) => ({
    hour: new Date(hour * hourMs).toISOString(),
    completed,
    refused,
    failed,
  }))

/** What an owner does once, in this order, from an empty workspace to the first client at work. */
export function toSetUp(workspace: WorkspaceStanding, counts: Counts): Overview['setUp'] {
  const { active, deactivated, invited } = counts
  return [
    { step: 'workspace', title: 'Set up the workspace', done: true, to: 'settings/workspace' },
    { step: 'people', title: 'Invite people', done: active + deactivated + invited > 1, to: 'people/members' },
    { step: 'groups', title: 'Put them in groups', done: counts.groups > 0, to: 'people/groups' },
    { step: 'policy', title: 'Write a policy', done: counts.policies > 0, to: 'policies' },
    {
      step: 'rules',
      title: 'Assign it to groups, and choose a default',
      done: workspace.revision !== null,
      to: 'policies/rules',
    },
    { step: 'upstream', title: 'Add a model upstream', done: counts.enabledUpstreams > 0, to: 'settings/gateway' },
    { step: 'client', title: 'Sign in with a Codex client', done: counts.clientsEver, to: 'connect' },
  ]
}
