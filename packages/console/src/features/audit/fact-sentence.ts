import type { Fact, FactKind } from '@bailiwick/contracts'

type Told = Pick<Fact, 'kind' | 'label' | 'subject' | 'actor' | 'detail'>
type Say = (it: string, self: boolean, detail: Fact['detail']) => string

/** What somebody did, as the rest of a sentence that begins with their name. `it` is the subject's name. */
const acts: Record<FactKind, Say> = {
  'installation.set_up': (it) => `set up this installation with ${it}`,
  'workspace.created': (it) => `created the workspace ${it}`,
  'workspace.updated': () => 'changed the workspace details',
  'person.signed_in': () => 'signed in to the console',
  'person.sign_in_failed': () => 'was refused at the console sign-in',
  'person.signed_out': () => 'signed out of the console',
  'person.renamed': () => 'changed their name',
  'person.password_changed': () => 'changed their password',
  'person.session_ended': () => 'ended a console session',
  'person.password_reset_made': (it) => `made a password reset link for ${it}`,
  'person.password_reset': () => 'set a new password by a reset link',
  'owner.recovered': (it) => `recovered the owner ${it} on the host`,
  'invitation.created': (it) => `invited ${it}`,
  'invitation.withdrawn': (it) => `withdrew the invitation of ${it}`,
  'member.joined': () => 'joined the workspace',
  'member.role_changed': (it) => `changed the role of ${it}`,
  'member.deactivated': (it) => `deactivated ${it}`,
  'member.reactivated': (it) => `reactivated ${it}`,
  'group.created': (it) => `created the group ${it}`,
  'group.updated': (it) => `changed the group ${it}`,
  'group.deleted': (it) => `deleted the group ${it}`,
  'group.members_added': (it) => `added members to ${it}`,
  'group.member_removed': (it) => `took a member out of ${it}`,
  'setting.changed': (it, _self, { after }) => `switched ${sayPosition(after)}“${it}”`,
  'admin_key.created': (it) => `created the admin key ${it}`,
  'admin_key.revoked': (it) => `revoked the admin key ${it}`,
  'policy.created': (it) => `created the policy ${it}`,
  'policy.described': (it) => `renamed or described the policy ${it}`,
  'policy.saved': (it) => `saved a version of the policy ${it}`,
  'policy.deleted': (it) => `deleted the policy ${it}`,
  'revision.put_in_force': (it) => `put ${it.replace(/^Revision/, 'revision')} in force`,
  'draft.created': (it) => `began the draft ${it}`,
  'draft.described': (it) => `renamed or explained the draft ${it}`,
  'draft.saved': (it) => `edited the draft ${it}`,
  'draft.rebased': (it) => `moved the draft ${it} onto what is in force`,
  'draft.submitted': (it) => `asked for approval of the draft ${it}`,
  'draft.approved': (it) => `approved the draft ${it}`,
  'draft.rejected': (it) => `rejected the draft ${it}`,
  'draft.scheduled': (it) => `set a time for the draft ${it}`,
  'draft.unscheduled': (it) => `took the scheduled draft ${it} back`,
  'draft.not_published': (it) => `could not publish the scheduled draft ${it}`,
  'draft.discarded': (it) => `discarded the draft ${it}`,
  'rollout.started': (it) => `started the rollout of ${it}`,
  'rollout.advanced': (it) => `took the rollout of ${it} to its next stage`,
  'rollout.halted': (it) => `halted the rollout of ${it}`,
  'rollout.completed': (it) => `completed the rollout of ${it}`,
  'rollout.rolled_back': (it) => `rolled ${it} back`,
  'exception.requested': (it, self) => (self ? 'asked for a policy exception' : `asked for a policy exception: ${it}`),
  'exception.granted': (it) => `granted a policy exception: ${it}`,
  'exception.refused': (it) => `refused a policy exception: ${it}`,
  'exception.withdrawn': (it, self) => (self ? 'withdrew a policy exception' : `withdrew a policy exception: ${it}`),
  'exception.revoked': (it) => `ended a policy exception: ${it}`,
  'controls.changed': () => 'changed how carefully policies change',
  'change.held': (it) => `caused a change that the brake held: ${it}`,
  'change.released': (it) => `released a held change: ${it}`,
  'change.dismissed': (it) => `dismissed a held change: ${it}`,
  'enrolment.created': (it) => `made the enrolment address ${it}`,
  'enrolment.revoked': (it) => `revoked the enrolment address ${it}`,
  'evaluation.started': (it) => `let ${it} observe`,
  'evaluation.ended': (it) => `ended the observing of ${it}`,
  'upstream.created': (it) => `added the model upstream ${it}`,
  'upstream.updated': (it) => `changed the model upstream ${it}`,
  'upstream.removed': (it) => `removed the model upstream ${it}`,
  'client.signed_in': () => 'signed in a Codex client',
  'client.sign_in_refused': () => 'was refused a Codex client sign-in',
  'client.signed_out': (it, self) => (self ? 'signed out a Codex client' : `signed out a Codex client of ${it}`),
  'client.token_reused': () => 'used a refresh token twice; the client was signed out',
  'signing_key.rotated': () => 'rotated the signing key',
}

/** The fact in one sentence, without its actor. Kinds of a newer server fall back to their label. */
export function sayAct(fact: Told): string {
  const say = isKnown(fact.kind) ? acts[fact.kind] : undefined
  const name = fact.subject?.name ?? 'something'
  if (say) return say(name, fact.subject?.id === fact.actor.id, fact.detail)
  return fact.subject ? `${fact.label.toLowerCase()}: ${name}` : fact.label.toLowerCase()
}

/** `on ` or `off `; nothing once the detail is erased. */
function sayPosition(after: unknown): string {
  if (typeof after !== 'object' || after === null || !('value' in after)) return ''
  return after.value === true ? 'on ' : 'off '
}

function isKnown(kind: string): kind is FactKind {
  return Object.hasOwn(acts, kind)
}
