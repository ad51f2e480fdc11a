/** Spells every address of the console. Pages of a workspace live below `/w/<slug>`. */
export const paths = {
  home: () => '/',
  signIn: (next?: string) => (next ? `/sign-in?next=${encodeURIComponent(next)}` : '/sign-in'),
  /** Signing in with an identity provider, found by the e-mail address. */
  singleSignOn: (asked: { email?: string | undefined; next?: string | undefined } = {}) =>
    withQuery('/sign-in/single-sign-on', asked),
  /** Where a proof by single sign-on ends: it tells the page that waits, and may be closed. */
  provedAgain: () => '/proved-again',
  setup: () => '/setup',
  invitation: () => '/invitation',
  resetPassword: () => '/reset-password',
  deviceApproval: () => '/codex/device',
  authorize: () => '/codex/authorize',
  account: () => '/account',
}

const part = encodeURIComponent

/** The addresses within one workspace; `slug` is its short name. */
export function workspacePaths(slug: string) {
  const root = `/w/${part(slug)}`
  return {
    overview: () => root,
    members: (filter: { groupId?: string; search?: string; status?: string; secondFactor?: string } = {}) =>
      withQuery(`${root}/people/members`, filter),
    invitations: () => `${root}/people/members?tab=invitations`,
    member: (personId: string, shown: { tab?: string } = {}) => withQuery(`${root}/people/members/${part(personId)}`, shown),
    groups: () => `${root}/people/groups`,
    group: (groupId: string) => `${root}/people/groups/${part(groupId)}`,
    roles: (shown: { tab?: string } = {}) => withQuery(`${root}/people/roles`, shown),
    newRole: () => `${root}/people/roles/new`,
    /** The guided set-up of Codex Users and Codex Admin. */
    recommendedRoles: () => `${root}/people/roles/set-up`,
    role: (roleId: string) => `${root}/people/roles/${part(roleId)}`,
    whoCan: (asked: { permission?: string } = {}) => withQuery(`${root}/people/who-can`, asked),
    policyRules: () => `${root}/policies`,
    policies: () => `${root}/policies?tab=policies`,
    revision: (number: number) => `${root}/policies?tab=history&revision=${number}`,
    newPolicy: (from?: string) => withQuery(`${root}/policies/new`, { from }),
    policy: (policyId: string) => `${root}/policies/${part(policyId)}`,
    drafts: (filter: { state?: string } = {}) => withQuery(`${root}/policies/drafts`, filter),
    draft: (draftId: string, shown: { tab?: string; policy?: string } = {}) =>
      withQuery(`${root}/policies/drafts/${part(draftId)}`, shown),
    rollouts: () => `${root}/policies/rollouts`,
    rollout: (rolloutId: string) => `${root}/policies/rollouts/${part(rolloutId)}`,
    heldChanges: () => `${root}/policies/held-changes`,
    heldChange: (heldId: string) => `${root}/policies/held-changes?held=${part(heldId)}`,
    evaluations: () => `${root}/policies/observing`,
    /** The question which groups and how long, for this draft. */
    startEvaluation: (draftId: string) => withQuery(`${root}/policies/observing`, { do: 'start', draft: draftId }),
    evaluation: (evaluationId: string) => `${root}/policies/observing/${part(evaluationId)}`,
    enrolments: () => `${root}/enrolments`,
    devices: (filter: { state?: string; personId?: string; policyId?: string; search?: string } = {}) =>
      withQuery(`${root}/devices`, filter),
    device: (deviceId: string) => `${root}/devices/${part(deviceId)}`,
    exceptions: (filter: { state?: string; personId?: string } = {}) => withQuery(`${root}/exceptions`, filter),
    lookup: (asked: { email?: string; group?: string; device?: string; tab?: string } = {}) => withQuery(`${root}/lookup`, asked),
    turns: (filter: { personId?: string; outcome?: string } = {}) => withQuery(`${root}/insights/turns`, filter),
    audit: (filter: { kind?: string; class?: string; actorId?: string; subjectId?: string; do?: string } = {}) =>
      withQuery(`${root}/evidence/audit`, filter),
    fact: (factId: string) => `${root}/evidence/audit/${part(factId)}`,
    settings: () => `${root}/settings`,
    directories: () => `${root}/identity/directories`,
    directory: (directoryId: string, shown: { tab?: string } = {}) =>
      withQuery(`${root}/identity/directories/${part(directoryId)}`, shown),
    singleSignOn: (shown: { tab?: string; do?: string } = {}) => withQuery(`${root}/identity/single-sign-on`, shown),
    newProvider: () => `${root}/identity/single-sign-on/new`,
    provider: (providerId: string) => `${root}/identity/single-sign-on/${part(providerId)}`,
    security: () => `${root}/identity/security`,
    gateway: () => `${root}/settings/gateway`,
    accessTokens: (filter: { tab?: string; status?: string; personId?: string } = {}) =>
      withQuery(`${root}/settings/access-tokens`, filter),
    serviceAccounts: () => `${root}/settings/service-accounts`,
    serviceAccount: (serviceAccountId: string) => `${root}/settings/service-accounts/${part(serviceAccountId)}`,
    adminKeys: (filter: { show?: string } = {}) => withQuery(`${root}/settings/admin-keys`, filter),
    workspace: () => `${root}/settings/workspace`,
    api: () => `${root}/settings/api`,
    connect: () => `${root}/connect`,
    myPolicy: () => `${root}/me/policy`,
    myAccess: () => `${root}/me/access`,
    myTokens: () => `${root}/me/tokens`,
    myDevices: () => `${root}/me/devices`,
    myClients: () => `${root}/me/clients`,
    /** An address the server named, relative to the workspace (`policies/rules`). */
    below: (to: string) => `${root}/${to.replace(/^\/+/, '')}`,
  }
}

export type WorkspacePaths = ReturnType<typeof workspacePaths>

/** Adds the named values as a query string; absent and empty ones are left out. */
function withQuery(path: string, values: Record<string, string | undefined>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) if (value) query.set(name, value)
  const text = query.toString()
  return text ? `${path}?${text}` : path
}

/** A place to return to after sign-in: only our own paths, never another site. */
export function safeNext(next: string | undefined): string | undefined {
  return next?.startsWith('/') && !next.startsWith('//') && !next.startsWith('/\\') ? next : undefined
}
