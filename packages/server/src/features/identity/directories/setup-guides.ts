import { type DirectoryPreset, type DirectorySetup, directoryPresets } from '@bailiwick/contracts'

type Guide = Pick<DirectorySetup, 'steps' | 'limits'>
type Step = DirectorySetup['steps'][number]

const step = (title: string, text: string, values: Record<string, string> = {}): Step => ({
  title,
  text,
  values: Object.entries(values).map(([label, value]) => ({ label, value })),
})

const token = 'The secret that was shown once. Lost it? Make another under Tokens.'

/** What is typed where. The identity provider's own labels are quoted, so that they are found there. */
const guides: Record<DirectoryPreset, (baseUrl: string) => Guide> = {
  entra: (baseUrl) => ({
    steps: [
      step('Make an application', 'Entra admin center → Enterprise applications → New application → Create your own.'),
      step('Turn provisioning on', 'Provisioning → Provisioning mode: Automatic → Admin Credentials.', {
        'Tenant URL': `${baseUrl}?aadOptscim062020`,
        'Secret Token': token,
      }),
      step('Test the connection', 'Press “Test Connection”. The call appears on this page within a second.'),
      step(
        'Map attributes',
        'Keep the suggested mapping. The address must be in “emails[type eq "work"].value” or the user name.',
      ),
      step('Choose who', 'Assign users and groups to the application, set the scope to assigned ones, and start provisioning.'),
    ],
    limits: [
      'Entra ID syncs about every 40 minutes; “Provision on demand” does one user at once.',
      'Nested groups are not expanded by Entra ID: assign the groups that people are in.',
    ],
  }),
  okta: (baseUrl) => ({
    steps: [
      step(
        'Make an application',
        'Applications → Browse App Catalog → “SCIM 2.0 Test App (OAuth Bearer Token)”, or your own SSO app.',
      ),
      step('Configure the API integration', 'Provisioning → Configure API Integration → Enable API integration.', {
        'SCIM 2.0 Base Url': baseUrl,
        'OAuth Bearer Token': token,
      }),
      step('Test the connection', 'Press “Test API Credentials”. The call appears on this page within a second.'),
      step('Turn on what it may do', 'Provisioning → To App: Create Users, Update User Attributes, Deactivate Users.'),
      step('Push groups', 'Assign people, then Push Groups. A manual group of the same name is taken over.'),
    ],
    limits: ['Okta deactivates users and does not delete them. Deleting a pushed group that a policy rule uses is refused.'],
  }),
  google: (baseUrl) => ({
    steps: [
      step('Make an application', 'Admin console → Apps → Web and mobile apps → Add app → Add custom SAML app.'),
      step('Turn on auto-provisioning', 'Open the app → Auto-provisioning → Configure.', {
        'Endpoint URL': baseUrl,
        'Access token': token,
      }),
      step('Map attributes', 'Map the primary e-mail to userName and to emails, first and last name to name.'),
      step('Choose who', 'Set the provisioning scope to the groups whose members should be here, then turn it on.'),
    ],
    limits: ['Google provisions users; whether it provisions groups depends on the application that you chose.'],
  }),
  generic: (baseUrl) => ({
    steps: [
      step('Enter the connection', 'SCIM 2.0 with a bearer token (RFC 6750).', { 'Base URL': baseUrl, 'Bearer token': token }),
      step('Test the connection', 'Any call, for instance GET /ServiceProviderConfig, appears on this page within a second.', {
        'Try it': `curl -H "Authorization: Bearer $TOKEN" ${baseUrl}/ServiceProviderConfig`,
      }),
      step(
        'Map attributes',
        'userName is required and unique; the e-mail address comes from emails, or from userName when it is one.',
      ),
    ],
    limits: [],
  }),
}

const attributes: DirectorySetup['attributes'] = [
  { theirs: 'Sign-in name (UPN, login)', ours: 'userName', use: 'Unique in the directory, compared without regard to case' },
  {
    theirs: 'E-mail address',
    ours: 'emails[type eq "work"].value',
    use: 'Who the person is here; userName when it is an address',
  },
  { theirs: 'Immutable id', ours: 'externalId', use: 'Kept for the directory' },
  { theirs: 'Display name', ours: 'displayName', use: 'The name shown here' },
  { theirs: 'First and last name', ours: 'name.givenName, name.familyName', use: 'The name shown here without a display name' },
  { theirs: 'Account enabled', ours: 'active', use: 'false deactivates at once: sessions, Codex sign-ins and tokens end' },
  { theirs: 'Department and others', ours: 'Enterprise extension', use: 'Kept for the directory' },
]

const everywhere = [
  'A built-in role above Member is never given or taken by a directory, and the last owner stays.',
  'A change that moves too many people at once waits under Held changes; the directory is told to try again (503).',
  'Service accounts are made here, not by a directory (userType ServiceAccount is refused).',
  'Roles, entitlements and passwords sent by a directory change nothing here.',
]

/** What to do at an identity provider, with this server's address in it. */
export function setupGuide(preset: DirectoryPreset, baseUrl: string): DirectorySetup {
  const { steps, limits } = guides[preset](baseUrl)
  return { preset, label: directoryPresets[preset].label, steps, attributes, limits: [...limits, ...everywhere] }
}
