import { z } from 'zod'

/**
 * Every right, in the reader's words; a permission appears with the part that it guards. *Use* permissions say what somebody may do with
 * Codex: the default role or custom roles give them. *Administration* comes with a built-in role, and with custom roles as far as it is
 * not the owners' alone (WS-12).
 */
export const permissions = {
  'codex.local': { area: 'use', label: 'Use Codex locally: CLI, app and IDE extension' },
  'codex.device_code': { area: 'use', label: 'Sign in the CLI by device code' },
  'access_token.create': { area: 'use', label: 'Create access tokens for automation' },
  'codex.administer': { area: 'use', label: 'Administer Codex: usage, policies and who gets them' },
  'workspace.read': { area: 'administration', label: 'See workspace details' },
  'workspace.manage': { area: 'owners', label: 'Rename the workspace and word its refusal' },
  'member.read': { area: 'administration', label: 'See members and invitations' },
  'member.manage': { area: 'administration', label: 'Invite, deactivate and reset members' },
  'role.assign': { area: 'owners', label: 'Give members another built-in role' },
  'role.read': { area: 'administration', label: 'See custom roles, who has what, and why' },
  'role.manage': { area: 'owners', label: 'Create custom roles and give them to groups and members' },
  'group.read': { area: 'administration', label: 'See groups and who is in them' },
  'group.manage': { area: 'administration', label: 'Create, rename and delete groups and change who is in them' },
  'setting.read': { area: 'administration', label: 'See Settings and Permissions' },
  'setting.manage': { area: 'owners', label: 'Change Settings and Permissions' },
  'identity.read': { area: 'administration', label: 'See directories, single sign-on and sign-in security' },
  'identity.manage': { area: 'owners', label: 'Set up directories, single sign-on, domains and sign-in security' },
  'policy.read': { area: 'administration', label: 'See policies and rules, and who gets what, by name and e-mail address' },
  'policy.manage': { area: 'administration', label: 'Write policies, order the rules, set the default' },
  'policy.approve': { area: 'administration', label: 'Approve drafts of policies that others wrote' },
  'exception.grant': { area: 'administration', label: 'Grant members another policy for a time' },
  'gateway.read': { area: 'administration', label: 'See the model gateway' },
  'gateway.manage': { area: 'owners', label: 'Set model upstreams and their keys' },
  'analytics.read': { area: 'administration', label: 'See usage and model turns' },
  'audit.read': { area: 'administration', label: 'Read and verify the audit log' },
  'access_token.manage': { area: 'administration', label: "See and revoke everybody's access tokens" },
  'service_account.manage': { area: 'administration', label: 'Create service accounts and their tokens' },
  'admin_key.manage': { area: 'owners', label: 'Create and revoke admin keys' },
  'scim.provision': { area: 'owners', label: 'Provision users and groups from one directory (SCIM)' },
} as const satisfies Record<string, { area: 'use' | 'administration' | 'owners'; label: string }>

export type Permission = keyof typeof permissions
export const permissionNames = Object.keys(permissions) as Permission[]
export const Permission = z.enum(permissionNames as [Permission, ...Permission[]])

const inArea = (...areas: string[]): Permission[] => permissionNames.filter((it) => areas.includes(permissions[it].area))

/** What the default role or a custom role gives for using Codex. */
export const usePermissions = inArea('use')
/** What a custom role may hold (RB-03): nothing that is the owners' alone. */
export const delegablePermissions = inArea('use', 'administration')
/** What routes may need: everything but the use of Codex itself. */
export const administrationPermissions = inArea('administration', 'owners')

/** What administering Codex means (RB-09): the rights of the built-in Codex Admin, by toggle or by custom role. */
const administersCodex: readonly Permission[] = [
  'analytics.read',
  'policy.read',
  'policy.manage',
  'policy.approve',
  'exception.grant',
  'group.read',
]

/** Rights that come with another one. */
export const impliedPermissions: Partial<Record<Permission, readonly Permission[]>> = { 'codex.administer': administersCodex }

export const roleNames = ['owner', 'admin', 'codex_admin', 'analytics_viewer', 'member'] as const
export const RoleName = z.enum(roleNames)
export type RoleName = z.infer<typeof RoleName>

/** The built-in roles (RB-01, RB-09): what somebody administers. Whether they may use Codex, the default role or custom roles say. */
export const builtInRoles: Record<RoleName, { label: string; summary: string; permissions: readonly Permission[] }> = {
  owner: {
    label: 'Owner',
    summary: 'Everything in this workspace.',
    permissions: ['codex.administer', ...administrationPermissions],
  },
  admin: {
    label: 'Admin',
    summary:
      'Members, groups, access tokens and service accounts; sees roles, settings, identity, policies, usage and the audit log, and changes none of them.',
    permissions: [
      'workspace.read',
      'member.read',
      'member.manage',
      'role.read',
      'group.read',
      'group.manage',
      'setting.read',
      'identity.read',
      'policy.read',
      'gateway.read',
      'analytics.read',
      'audit.read',
      'access_token.manage',
      'service_account.manage',
    ],
  },
  codex_admin: {
    label: 'Codex Admin',
    summary:
      'Workspace analytics and requirements policies: writes, approves and assigns them, sets the default, grants exceptions.',
    permissions: ['codex.administer', ...administersCodex],
  },
  analytics_viewer: { label: 'Analytics viewer', summary: 'Workspace analytics only.', permissions: ['analytics.read'] },
  member: { label: 'Member', summary: 'Uses Codex; administers nothing.', permissions: [] },
}
