import { z } from 'zod'

/** Every right that a route may need, in the reader's words. A permission appears with the part that it guards. */
export const permissions = {
  'workspace.read': 'See workspace details',
  'workspace.manage': 'Rename the workspace and word its refusal',
  'member.read': 'See members and invitations',
  'member.manage': 'Invite, deactivate and reset members',
  'role.assign': 'Give members another built-in role',
  'group.read': 'See groups and who is in them',
  'group.manage': 'Create, rename and delete groups and change who is in them',
  'setting.read': 'See Settings and Permissions',
  'setting.manage': 'Change Settings and Permissions',
  'policy.read': 'See policies and rules, and who gets what, by name and e-mail address',
  'policy.manage': 'Write policies, order the rules, set the default',
  'policy.approve': 'Approve drafts of policies that others wrote',
  'exception.grant': 'Grant members another policy for a time',
  'gateway.read': 'See the model gateway',
  'gateway.manage': 'Set model upstreams and their keys',
  'analytics.read': 'See usage and model turns',
  'audit.read': 'Read and verify the audit log',
  'admin_key.manage': 'Create and revoke admin keys',
} as const

export type Permission = keyof typeof permissions
export const permissionNames = Object.keys(permissions) as Permission[]
export const Permission = z.enum(permissionNames as [Permission, ...Permission[]])

export const roleNames = ['owner', 'admin', 'codex_admin', 'analytics_viewer', 'member'] as const
export const RoleName = z.enum(roleNames)
export type RoleName = z.infer<typeof RoleName>

/** The built-in roles (RB-01, RB-09). Only owners hold settings and roles (WS-12). */
export const builtInRoles: Record<RoleName, { label: string; summary: string; permissions: readonly Permission[] }> = {
  owner: { label: 'Owner', summary: 'Everything in this workspace.', permissions: permissionNames },
  admin: {
    label: 'Admin',
    summary: 'Members and groups; sees settings, policies, usage and the audit log, and changes none of them.',
    permissions: [
      'workspace.read',
      'member.read',
      'member.manage',
      'group.read',
      'group.manage',
      'setting.read',
      'policy.read',
      'gateway.read',
      'analytics.read',
      'audit.read',
    ],
  },
  codex_admin: {
    label: 'Codex Admin',
    summary:
      'Workspace analytics and requirements policies: writes, approves and assigns them, sets the default, grants exceptions.',
    permissions: ['analytics.read', 'policy.read', 'policy.manage', 'policy.approve', 'exception.grant', 'group.read'],
  },
  analytics_viewer: { label: 'Analytics viewer', summary: 'Workspace analytics only.', permissions: ['analytics.read'] },
  member: { label: 'Member', summary: 'Uses Codex; administers nothing.', permissions: [] },
}
