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
