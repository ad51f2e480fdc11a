/**
 * The closed list of refusals. The code fixes the HTTP status; `title` says what happened and `fix` what to do.
 * Wire dialects (OAuth, the Codex client, OpenAI errors) map from here.
 */
export const errors = {
  'request.malformed': {
    status: 400,
    title: 'The request could not be read',
    fix: 'Send valid JSON with content-type application/json.',
  },
  'request.invalid': { status: 422, title: 'Some values are not valid', fix: 'Correct the places that are named.' },
  'request.too_large': {
    status: 413,
    title: 'The request body is too large',
    fix: 'Send a smaller body, or the same in several requests.',
  },
  'request.not_found': {
    status: 404,
    title: 'There is nothing at this address',
    fix: 'Check the path against /api/v1/openapi.json.',
  },
  'request.cross_site': {
    status: 403,
    title: 'The request came from another site',
    fix: 'Send it from the console itself, or use an admin key.',
  },
  'request.too_many': { status: 429, title: 'Too many requests', fix: 'Wait for the time in the Retry-After header.' },
  'access.sign_in_needed': { status: 401, title: 'Sign in first', fix: 'Sign in, or send `Authorization: Bearer <admin key>`.' },
  'access.denied': {
    status: 403,
    title: 'You lack the permission',
    fix: 'Ask a workspace owner for the permission named in the detail.',
  },
  'access.key_not_valid': {
    status: 401,
    title: 'The admin key is unknown, expired or revoked, or its maker is deactivated',
    fix: 'Create another one under Settings → Admin keys.',
  },
  'setup.done_already': { status: 409, title: 'This installation is set up already', fix: 'Sign in instead.' },
  'setup.link_not_valid': {
    status: 403,
    title: 'The set-up link is not valid any more',
    fix: 'Start Bailiwick again; it prints a new link while nobody is set up.',
  },
  'access.address_not_allowed': {
    status: 403,
    title: 'Your network address may not enter this workspace',
    fix: 'Come from an address on the workspace’s list. The operator can clear the list on the host.',
  },
  'session.other_workspace': {
    status: 403,
    title: 'This sign-in opens another workspace only',
    fix: 'Sign in with this workspace’s identity provider, or with your password.',
  },
  'session.sso_needed': {
    status: 403,
    title: 'This workspace asks for single sign-on',
    fix: 'Sign out, and sign in with the workspace’s identity provider.',
  },
  'session.mfa_needed': {
    status: 403,
    title: 'This workspace asks for a second factor',
    fix: 'Show the authenticator app or passkey that you have, or add one under Account, then come back.',
  },
  'access_token.not_found': { status: 404, title: 'There is no such access token', fix: 'It may have been revoked.' },
  'access_token.lives_too_long': {
    status: 422,
    title: 'New access tokens may not live that long here',
    fix: 'Choose a shorter life; the longest one is in the detail.',
  },
  'access_token.too_many': {
    status: 409,
    title: 'Fifty live access tokens are the most',
    fix: 'Revoke one that is not used any more.',
  },
  'service_account.not_found': {
    status: 404,
    title: 'There is no such service account',
    fix: 'Look it up under Service accounts; it may not be shared with you.',
  },
  'service_account.name_taken': { status: 409, title: 'Another service account has this name', fix: 'Take another name.' },
  'access_token.not_allowed': {
    status: 403,
    title: 'You may not create access tokens here',
    fix: 'Ask a workspace owner to switch access tokens on, or for a custom role that allows them.',
  },
  'service_account.not_yours': {
    status: 403,
    title: 'This service account is shared with you for less than that',
    fix: 'Ask an owner or admin to do it, or to share more of it with you.',
  },
  'service_account.not_active': {
    status: 409,
    title: 'This service account is disabled',
    fix: 'Enable it before you make tokens.',
  },
  'identity_provider.not_found': {
    status: 404,
    title: 'There is no such identity provider',
    fix: 'It may have been removed.',
  },
  'identity_provider.name_taken': {
    status: 409,
    title: 'An identity provider has this name already',
    fix: 'Choose another name.',
  },
  'identity_provider.not_usable': {
    status: 422,
    title: 'The identity provider cannot be used like this',
    fix: 'Check the address, the certificates and the metadata; the detail says what is wrong.',
  },
  'identity_provider.needed': {
    status: 409,
    title: 'Single sign-on is enforced, and this is the last provider',
    fix: 'Enable another provider first, or stop enforcing single sign-on.',
  },
  'domain.not_found': { status: 404, title: 'There is no such domain', fix: 'It may have been given up.' },
  'domain.taken': {
    status: 409,
    title: 'The domain is claimed already',
    fix: 'It can be verified in one workspace only; ask the operator if it is yours.',
  },
  'single_sign_on.not_ready': {
    status: 409,
    title: 'Single sign-on cannot be enforced like this',
    fix: 'It needs an enabled provider that has worked, a verified domain, and a sealed owner with a passkey.',
  },
  'single_sign_on.not_an_owner': {
    status: 422,
    title: 'Only an active owner can be sealed for emergencies',
    fix: 'Make them an owner first, or choose somebody else.',
  },
  'single_sign_on.no_passkey': {
    status: 409,
    title: 'They have no passkey',
    fix: 'Let them add a passkey under Account first.',
  },
  'session.wrong_credentials': {
    status: 401,
    title: 'E-mail or password is wrong',
    fix: 'Try again, or ask an owner or admin for a password reset link.',
  },
  'session.deactivated': {
    status: 403,
    title: 'Your account is deactivated',
    fix: 'Ask an owner or admin of your workspace to reactivate you.',
  },
  'session.not_found': { status: 404, title: 'There is no such session', fix: 'It may have ended already.' },
  'session.second_step_needed': {
    status: 401,
    title: 'Your second factor is needed',
    fix: 'Give a code of your authenticator app, your passkey or a recovery code within five minutes.',
  },
  'session.ticket_not_valid': {
    status: 401,
    title: 'This sign-in took too long, was used, or was tried too often',
    fix: 'Begin again.',
  },
  'session.proof_not_valid': {
    status: 403,
    title: 'The code, passkey or password is not right',
    fix: 'Try again. A code of an authenticator app and a recovery code each work once: take the next code, or an unused recovery code.',
  },
  'session.step_up_needed': {
    status: 403,
    title: 'This needs a recent proof that it is you',
    fix: 'Prove it by POST /api/v1/session/step-up, then send the request again.',
  },
  'session.credentials_elsewhere': {
    status: 403,
    title: 'A sign-in from an identity provider does not change your password or factors',
    fix: 'Sign in with your own password or passkey, and change them there.',
  },
  'factor.not_found': { status: 404, title: 'There is no such factor', fix: 'It may have been removed already.' },
  'factor.none': { status: 409, title: 'There is no second factor', fix: 'Add an authenticator app or a passkey first.' },
  'factor.too_many': { status: 409, title: 'Ten factors are the most', fix: 'Remove one that is not used any more.' },
  'factor.enrolment_not_valid': {
    status: 409,
    title: 'Adding this factor took too long, or it was added already',
    fix: 'Begin again.',
  },
  'factor.code_wrong': {
    status: 422,
    title: 'This is not a code of the new authenticator app',
    fix: 'Check the clock of the device, and type the code that it shows now.',
  },
  'factor.passkey_refused': {
    status: 422,
    title: 'The passkey could not be accepted',
    fix: 'The detail says why. Begin again, at the address that people use for this server.',
  },
  'factor.passkeys_unavailable': {
    status: 409,
    title: 'Passkeys need a host name',
    fix: 'Browsers make no passkeys for a bare IP address. Ask the operator to serve Bailiwick under a name.',
  },
  'factor.required': {
    status: 409,
    title: 'A workspace of yours asks for a second factor',
    fix: 'Add another factor before you remove the last one.',
  },
  'security.no_factor_yourself': {
    status: 409,
    title: 'Whoever asks for second factors needs one first',
    fix: 'Add an authenticator app or a passkey under Account, then switch this on.',
  },
  'security.locks_you_out': {
    status: 409,
    title: 'This list would lock you out',
    fix: 'Add the network that you come from.',
  },
  'password.wrong': { status: 403, title: 'The current password is wrong', fix: 'Type the password that you sign in with.' },
  'password.reset_not_valid': { status: 403, title: 'The reset link was used or has expired', fix: 'Ask for another one.' },
  'workspace.not_found': { status: 404, title: 'There is no such workspace', fix: 'Check the id under Workspace details.' },
  'workspace.slug_taken': { status: 409, title: 'Another workspace has this short name', fix: 'Take another short name.' },
  'member.not_found': { status: 404, title: 'There is no such member', fix: 'Look the member up under People.' },
  'member.last_owner': { status: 409, title: 'A workspace needs an active owner', fix: 'Make somebody else an owner first.' },
  'member.above_you': { status: 403, title: 'Only an owner may change somebody with this role', fix: 'Ask a workspace owner.' },
  'member.exists': { status: 409, title: 'This person is a member already', fix: 'Change their role or groups instead.' },
  'invitation.not_found': { status: 404, title: 'There is no such invitation', fix: 'It may have been used or withdrawn.' },
  'invitation.not_valid': {
    status: 403,
    title: 'The invitation was used, withdrawn or has expired',
    fix: 'Ask for another one.',
  },
  'invitation.sign_in_first': {
    status: 403,
    title: 'Your account has a second factor',
    fix: 'Sign in first, then open the invitation again.',
  },
  'invitation.other_person': {
    status: 403,
    title: 'The invitation is for somebody else',
    fix: 'Sign in with the address that it was sent to.',
  },
  'group.not_found': { status: 404, title: 'There is no such group', fix: 'Look the group up under People.' },
  'group.name_taken': { status: 409, title: 'Another group has this name', fix: 'Take another name.' },
  'group.in_use': { status: 409, title: 'A policy rule uses this group', fix: 'Remove the rules named in the detail first.' },
  'group.owned_by_directory': {
    status: 409,
    title: 'A directory owns this group',
    fix: 'Change it at the identity provider. A manual group takes manual changes.',
  },
  'group.above_you': {
    status: 403,
    title: 'This group gives rights that you lack',
    fix: 'Ask a workspace owner, or let somebody change it who holds the rights named in the detail.',
  },
  'group.gives_rights': {
    status: 409,
    title: 'This group gives administration rights',
    fix: 'An owner takes the custom roles off it first, and gives them again once the directory owns it.',
  },
  'member.owned_by_directory': {
    status: 409,
    title: 'A directory says that this member is inactive',
    fix: 'Make them active at the identity provider, then reactivate them here if it did not do so itself.',
  },
  'directory.not_found': { status: 404, title: 'There is no such directory', fix: 'Look it up under Identity → Directories.' },
  'directory.name_taken': { status: 409, title: 'Another directory has this name', fix: 'Take another name.' },
  'directory.user_not_found': { status: 404, title: 'This directory has no such user', fix: 'Look for it by userName.' },
  'directory.user_exists': {
    status: 409,
    title: 'This directory has a user with this name or address already',
    fix: 'Look for it by userName or e-mail address, and change that one.',
  },
  'directory.account_elsewhere': {
    status: 409,
    title: 'This address has an account in another workspace, with a password of its own',
    fix: 'Invite them here, so that they join as themselves; after that the directory takes them over.',
  },
  'directory.user_elsewhere': {
    status: 409,
    title: 'Another directory provisions this person',
    fix: 'Remove them there first, or leave them to it.',
  },
  'directory.not_a_person': {
    status: 409,
    title: 'This address belongs to a service account',
    fix: 'Service accounts are made and changed in Bailiwick alone.',
  },
  'directory.domain_elsewhere': {
    status: 409,
    title: 'Another workspace has shown that this e-mail domain is its own',
    fix: 'Let that workspace make the account; then it can be provisioned here too.',
  },
  'directory.sealed_owner': {
    status: 409,
    title: 'This owner is sealed for emergencies',
    fix: 'An owner chooses somebody else for that first, under Single sign-on.',
  },
  'directory.members_unknown': {
    status: 422,
    title: 'Some members are not users of this directory',
    fix: 'Provision the users first; the ids are in the detail.',
  },
  'directory.changed_meanwhile': {
    status: 412,
    title: 'The resource changed meanwhile',
    fix: 'Read it again, and send its new version in If-Match.',
  },
  'directory.token_not_found': { status: 404, title: 'There is no such token', fix: 'It may have been revoked.' },
  'role.not_found': { status: 404, title: 'There is no such custom role', fix: 'Look it up under Roles.' },
  'role.name_taken': { status: 409, title: 'Another custom role has this name', fix: 'Take another name.' },
  'role.changed_meanwhile': {
    status: 409,
    title: 'Somebody changed this role meanwhile',
    fix: 'Load it again, look at what changed, and apply your change to it; `current` is how it stands.',
  },
  'setting.not_found': { status: 404, title: 'There is no such setting', fix: 'The list of settings names them all.' },
  'admin_key.not_found': { status: 404, title: 'There is no such admin key', fix: 'It may have been revoked.' },
  'admin_key.scope_beyond_yours': {
    status: 403,
    title: 'A key cannot hold a right that you lack',
    fix: 'Leave out the scopes named in the detail.',
  },
  'admin_key.not_itself': {
    status: 403,
    title: 'A key does not change itself',
    fix: 'Let a person, or another key, change it.',
  },
  'policy.not_found': { status: 404, title: 'There is no such policy', fix: 'Look the policy up under Policies.' },
  'policy.name_taken': { status: 409, title: 'Another policy has this name', fix: 'Take another name.' },
  'policy.refused_by_client': {
    status: 422,
    title: 'A Codex client would refuse this policy',
    fix: 'Correct the places listed in `problems`; nothing was changed.',
  },
  'policy.too_large': { status: 413, title: 'The policy is larger than 256 KiB', fix: 'Shorten the document.' },
  'policy.in_use': {
    status: 409,
    title: 'The policy is in force for somebody',
    fix: 'Remove it from the rules named in the detail first.',
  },
  'policy.changed_meanwhile': {
    status: 409,
    title: 'Somebody changed this meanwhile',
    fix: 'Look at what changed, then apply your change to it; yours is not lost.',
  },
  'rules.group_twice': {
    status: 422,
    title: 'A group stands in two rules',
    fix: 'Keep one rule for each group; the first would always win.',
  },
  'revision.not_found': { status: 404, title: 'There is no such revision', fix: 'Look it up in the history.' },
  'code.unknown_names': {
    status: 422,
    title: 'The folder names something that does not exist',
    fix: 'Correct the names listed in `problems`. Groups are made under People; policies by a file of their own.',
  },
  'draft.not_found': { status: 404, title: 'There is no such draft', fix: 'Look it up under Policies → Drafts.' },
  'draft.edited_meanwhile': {
    status: 409,
    title: 'Somebody edited this draft meanwhile',
    fix: 'Load it again, look at what changed, and apply your change to it; yours is not lost.',
  },
  'draft.wrong_state': {
    status: 409,
    title: 'The draft is not in a state that allows this',
    fix: 'The detail says where it stands.',
  },
  'draft.conflicts': {
    status: 409,
    title: 'What is in force changed in the same places',
    fix: 'Look at the conflicts in `conflicts`, then rebase the draft and say whose text to keep.',
  },
  'tests.failed': {
    status: 422,
    title: 'Tests of the policy fail',
    fix: 'Correct the draft, or the tests named in `problems` if they are what is wrong.',
  },
  'approval.required': {
    status: 409,
    title: 'Changes to policies need approval here',
    fix: 'Make a draft, submit it, and let somebody else approve it.',
  },
  'approval.own_work': {
    status: 403,
    title: 'Nobody approves their own work',
    fix: 'Ask somebody else who may approve policies.',
  },
  'change.held': {
    status: 409,
    title: 'The mass-change brake holds this change',
    fix: 'Nothing has changed yet. Look at it under Policies → Drafts → Held changes and release it there.',
  },
  'held.not_found': {
    status: 404,
    title: 'There is no such held change',
    fix: 'Look it up under Policies → Drafts → Held changes.',
  },
  'held.decided_already': {
    status: 409,
    title: 'This held change is decided already',
    fix: 'Make the change again if you want it.',
  },
  'held.cannot_happen': {
    status: 409,
    title: 'The held change cannot happen any more',
    fix: 'The detail says why. Dismiss it, and make the change again if you still want it.',
  },
  'rollout.not_found': { status: 404, title: 'There is no such rollout', fix: 'Look it up under Policies → Drafts → Rollouts.' },
  'rollout.ended': { status: 409, title: 'This rollout has ended', fix: 'Start another one from a draft.' },
  'rollout.stage_passed': { status: 409, title: 'The rollout is at another stage', fix: 'Load it again and decide anew.' },
  'rollout.running': {
    status: 409,
    title: 'A staged rollout runs',
    fix: 'Finish it or roll it back first; both are on its page.',
  },
  'exception.not_found': { status: 404, title: 'There is no such exception', fix: 'Look it up under Policies → Exceptions.' },
  'exception.not_published': {
    status: 422,
    title: 'This policy is not published',
    fix: 'An exception can only give a policy that went through publishing. Publish it first.',
  },
  'exception.until_not_valid': {
    status: 422,
    title: 'The end of the exception is not possible',
    fix: 'Choose a time in the future, at most 90 days away; an approver may only shorten it.',
  },
  'exception.open_already': {
    status: 409,
    title: 'There is an open exception for this member already',
    fix: 'Withdraw or revoke that one first.',
  },
  'exception.decided_already': { status: 409, title: 'This exception is decided already', fix: 'Ask for another one.' },
  'exception.own': {
    status: 403,
    title: 'Nobody grants an exception to themselves',
    fix: 'Ask somebody else who may grant them.',
  },
  'enrolment.not_found': { status: 404, title: 'There is no such enrolment address', fix: 'It may have been revoked.' },
  'evaluation.not_found': { status: 404, title: 'There is no such observe-only run', fix: 'Look it up under Policies.' },
  'device.not_found': { status: 404, title: 'There is no such device', fix: 'Look it up under Devices.' },
  'lookup.nobody': { status: 404, title: 'Nobody here has this e-mail address', fix: 'Check the spelling, or invite them.' },
  'upstream.not_found': { status: 404, title: 'There is no such upstream', fix: 'Look at the list under Model gateway.' },
  'upstream.name_taken': { status: 409, title: 'Another upstream has this name', fix: 'Take another name.' },
  'upstream.address_refused': {
    status: 422,
    title: 'This address cannot be a model upstream',
    fix: 'Use an https address, or http on loopback or a private network.',
  },
  'client.not_found': { status: 404, title: 'There is no such signed-in client', fix: 'It may have been signed out.' },
  'device.code_unknown': {
    status: 404,
    title: 'This code is unknown, used or expired',
    fix: 'Run the sign-in command again (Connect Codex shows it) and type the new code.',
  },
  'device.off': {
    status: 403,
    title: 'Device code sign-in is off in this workspace',
    fix: 'Ask a workspace owner to switch it on, or sign in with the browser.',
  },
  'authorize.not_valid': {
    status: 400,
    title: 'This sign-in request is not valid any more',
    fix: 'Start the sign-in again in the client.',
  },
  'server.database_gone': {
    status: 503,
    title: 'The database does not answer',
    fix: 'Nothing was changed. Try again in a moment.',
  },
  'server.disk_full': { status: 507, title: 'The disk is full', fix: 'Nothing was changed. Free space on the database disk.' },
  'server.failed': { status: 500, title: 'Something went wrong here', fix: 'Tell the operator the request id.' },
} as const satisfies Record<string, { status: number; title: string; fix: string }>

export type ErrorCode = keyof typeof errors

/** A refusal's body: RFC 9457 problem+json with the code, the places and the way out. */
export interface ProblemBody {
  type: string
  title: string
  status: number
  code: ErrorCode
  detail?: string
  fix: string
  requestId: string
  /** Where: a JSON path of the body (`body.email`), or a line of a policy (`line 3, column 5`). */
  problems?: ProblemPlace[]
  /** Codes add what their reader needs, for instance `current` for a conflict. */
  [more: string]: unknown
}

export interface ProblemPlace {
  place: string
  message: string
  code?: string
  line?: number
  column?: number
  fix?: string
}
