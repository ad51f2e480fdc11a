import type { Fact } from '@bailiwick/contracts'
import type { WorkspacePaths } from '../../paths.ts'

/** The page of what a fact is about, where there is one. */
export function pageOfSubject(subject: Fact['subject'], at: WorkspacePaths): string | undefined {
  switch (subject?.type) {
    case 'person':
    case 'member':
      return at.member(subject.id)
    case 'group':
      return at.group(subject.id)
    case 'directory':
      return at.directory(subject.id)
    case 'identity_provider':
      return at.provider(subject.id)
    case 'domain':
    case 'mail_domain':
      return at.singleSignOn()
    case 'role':
      return at.role(subject.id)
    case 'service_account':
      return at.serviceAccount(subject.id)
    case 'access_token':
      return at.accessTokens()
    case 'policy':
      return at.policy(subject.id)
    case 'revision':
      return at.policyRules()
    case 'draft':
      return at.draft(subject.id)
    case 'rollout':
      return at.rollout(subject.id)
    case 'exception':
      return at.exceptions()
    case 'held_change':
      return at.heldChange(subject.id)
    case 'setting':
      return at.settings()
    case 'upstream':
      return at.gateway()
    case 'admin_key':
      return at.adminKeys()
    case 'workspace':
      return at.workspace()
    case 'invitation':
      return at.invitations()
    default:
      return undefined
  }
}
