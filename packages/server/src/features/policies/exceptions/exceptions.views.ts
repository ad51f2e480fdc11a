import type { PersonRef, PolicyException } from '@bailiwick/contracts'
import type { Actor } from '../../../platform/actor.ts'
import type { ExceptionRow } from './exceptions.store.ts'

export function toException(actor: Actor, row: ExceptionRow): PolicyException {
  const own = actor.personId !== null && row.person_id === actor.personId
  const grants = actor.permissions.has('exception.grant')
  const asked = row.state === 'requested'
  const runs = row.state === 'granted'
  return {
    id: row.id,
    person: { id: row.person_id, name: row.person_name, email: row.person_email },
    policy: { id: row.policy_id, name: row.policy_name },
    reason: row.reason,
    until: row.until.toISOString(),
    state: row.state,
    requestedAt: row.requested_at.toISOString(),
    requestedBy: toPerson(row.requested_by, row.requester_name, row.requester_email),
    decidedAt: row.decided_at?.toISOString() ?? null,
    decidedBy: toPerson(row.decided_by, row.decider_name, row.decider_email),
    decisionNote: row.decision_note,
    can: {
      decide: grants && asked && !own,
      revoke: grants && runs,
      withdraw: own && (asked || runs),
      why: whyNot({ grants, own, asked, over: !asked && !runs, state: row.state }),
    },
  }
}

function whyNot(it: { grants: boolean; own: boolean; asked: boolean; over: boolean; state: string }): string | null {
  if (it.over) return `It is ${it.state}.`
  if (!it.grants) return 'Needs the permission exception.grant.'
  return it.own && it.asked ? 'Somebody else must decide what you asked for.' : null
}

const toPerson = (id: string | null, name: string | null, email: string | null): PersonRef | null =>
  id === null ? null : { id, name: name ?? '', email: email ?? '' }
