import { type Permission, permissions } from '@bailiwick/contracts'

/** The permissions as they stand under headings, each of them once; the registry's order within. */
export const permissionGroups: readonly { title: string; summary: string; permissions: readonly Permission[] }[] = [
  {
    title: 'Using Codex',
    summary: 'What the default role has by the toggles in Settings, for whoever has no custom role.',
    permissions: ['codex.local', 'codex.device_code', 'access_token.create', 'codex.administer'],
  },
  {
    title: 'People and roles',
    summary: 'Who is here, and who may do what.',
    permissions: ['member.read', 'member.manage', 'role.read', 'role.assign', 'role.manage', 'group.read', 'group.manage'],
  },
  {
    title: 'Policies',
    summary: 'What Codex is held to, and for whom.',
    permissions: ['policy.read', 'policy.manage', 'policy.approve', 'exception.grant'],
  },
  {
    title: 'Automation',
    summary: 'Programs that act here.',
    permissions: ['access_token.manage', 'service_account.manage', 'admin_key.manage', 'scim.provision'],
  },
  {
    title: 'Usage and evidence',
    summary: 'What was done, and by whom.',
    permissions: ['analytics.read', 'audit.read'],
  },
  {
    title: 'Workspace',
    summary: 'How this workspace is set up.',
    permissions: [
      'workspace.read',
      'workspace.manage',
      'setting.read',
      'setting.manage',
      'identity.read',
      'identity.manage',
      'gateway.read',
      'gateway.manage',
    ],
  },
]

/** What a permission opens and what it does not, beyond its label. */
const hints: Partial<Record<Permission, string>> = {
  'codex.local': 'Without it, sign-ins and model calls of their clients and tokens are refused.',
  'codex.device_code': '`codex login --device-auth`. Useful only together with using Codex locally.',
  'access_token.create': 'For scripts and CI, as themselves. A token runs only while they may use Codex locally.',
  'codex.administer':
    'A Codex Admin: usage, policies, approvals, exceptions and the list of groups. No roles, no toggles, nobody else’s tokens.',
  'member.manage': 'Not for members who may do more than they may themselves.',
  'group.manage': 'Not for groups that give rights which they lack themselves.',
  'policy.approve': 'Never their own drafts.',
  'exception.grant': 'Never to themselves.',
  'access_token.manage': 'Sees names and dates, never the text of a token.',
}

export const hintOf = (permission: Permission): string | undefined => hints[permission]

/** Why a custom role cannot hold it, if so. */
export const ownersOnly = (permission: Permission): boolean => permissions[permission].area === 'owners'
