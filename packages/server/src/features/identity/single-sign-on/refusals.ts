import type { Asserted } from '../../../platform/db/sso-schema.ts'

/** Why a sign-in with an identity provider is refused: what a stranger may read, and what to do. */
export const refusals = {
  provider_down: {
    say: 'The identity provider does not answer.',
    fix: 'Try again in a few minutes. An owner who is sealed for emergencies can sign in with a passkey.',
  },
  provider_refused: {
    say: 'The identity provider did not sign you in.',
    fix: 'Try again, or ask the people who run the identity provider.',
  },
  not_understood: {
    say: 'What the identity provider sent could not be trusted.',
    fix: 'Ask a workspace owner: they see the reason under Identity → Single sign-on.',
  },
  not_this_browser: {
    say: 'The sign-in was not begun in this browser, or too long ago.',
    fix: 'Begin again from the sign-in page.',
  },
  not_begun_here: {
    say: 'This workspace does not accept sign-ins that begin at the identity provider.',
    fix: 'Begin from the sign-in page.',
  },
  disabled: { say: 'This identity provider is switched off.', fix: 'Sign in another way, or ask a workspace owner.' },
  wrong_domain: {
    say: 'Your address is not in a mail domain of this workspace.',
    fix: 'Ask a workspace owner to verify the domain, or sign in with the right account.',
  },
  no_email: {
    say: 'The identity provider did not say your e-mail address.',
    fix: 'Ask the people who run it to release the address to this application.',
  },
  no_evidence: {
    say: 'The workspace asks for a second factor, and the identity provider did not say that you gave one.',
    fix: 'Sign in again with a second factor, or ask the people who run the identity provider.',
  },
  linked_already: {
    say: 'You are known here by another account of the identity provider.',
    fix: 'Sign in with that one, or ask a workspace owner to forget the link.',
  },
  prove_first: {
    say: 'You administer this workspace, or had an account before, and this is your first sign-in with the identity provider.',
    fix: 'Sign in with your password or passkey first, then once more this way in the same browser: both accounts are yours then.',
  },
  not_a_member: {
    say: 'You are not a member of this workspace.',
    fix: 'Ask an owner or admin for an invitation.',
  },
  deactivated: { say: 'Your membership is deactivated.', fix: 'Ask an owner or admin.' },
} as const

export type RefusalCode = keyof typeof refusals

/** A refusal on its way to the attempts and to the browser. `because` is for owners and tells more. */
export class SsoRefused extends Error {
  readonly code: RefusalCode
  readonly because: string
  readonly asserted: Asserted | null
  readonly personId: string | null
  /** Whether it belongs to no sign-in that was begun here. */
  stray = false

  constructor(
    code: RefusalCode,
    because: string = refusals[code].say,
    asserted: Asserted | null = null,
    personId: string | null = null,
  ) {
    super(because)
    this.name = 'SsoRefused'
    this.code = code
    this.because = because
    this.asserted = asserted
    this.personId = personId
  }
}

/** A refusal of what belongs to no sign-in that was begun here. */
export function stray(code: RefusalCode): SsoRefused {
  const refusal = new SsoRefused(code)
  refusal.stray = true
  return refusal
}
