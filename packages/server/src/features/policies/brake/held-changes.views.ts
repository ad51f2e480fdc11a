import type { HeldChange } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import type { HeldRow } from './held-changes.store.ts'

/** @param approvals how many others must approve changes here: from one on, nobody releases their own */
export function toHeldChange(actor: Actor, approvals: number, row: HeldRow): HeldChange {
  const why = whyNot(actor, approvals, row)
  return {
    id: row.id,
    what: row.what,
    because: row.because,
    state: row.state,
    causedBy: row.actor_name,
    at: row.at.toISOString(),
    moved: row.moved,
    emptied: row.emptied_groups,
    decidedBy:
      row.decided_by === null ? null : { id: row.decided_by, name: row.decider_name ?? '', email: row.decider_email ?? '' },
    decidedAt: row.decided_at?.toISOString() ?? null,
    note: row.note,
    can: { decide: why === null, why },
  }
}

function whyNot({ permissions, personId }: Actor, approvals: number, row: HeldRow): string | null {
  if (!permissions.has('policy.manage')) return 'Needs the permission policy.manage.'
  if (row.state !== 'held') return `It is ${row.state}.`
  if (approvals > 0 && personId !== null && row.person_id === personId) return 'Somebody else must release what you did.'
  return null
}
