import type { Permission } from '@bailiwick/contracts'

/**
 * Which built-in roles hold a permission, written down a second time so that a change of it is seen: o owner, a admin, c Codex Admin,
 * v analytics viewer, m member. Use of Codex is not here but for what it implies: the default role or custom roles give it (WS-12, RB-09).
 */
export const roleMatrix: Record<Permission, string> = {
  'codex.local': 'by the default role',
  'codex.device_code': 'by the default role',
  'access_token.create': 'by the default role',
  'codex.administer': 'o-c--',
  'workspace.read': 'oa---',
  'workspace.manage': 'o----',
  'member.read': 'oa---',
  'member.manage': 'oa---',
  'role.assign': 'o----',
  'role.read': 'oa---',
  'role.manage': 'o----',
  'group.read': 'oac--',
  'group.manage': 'oa---',
  'setting.read': 'oa---',
  'setting.manage': 'o----',
  'identity.read': 'oa---',
  'identity.manage': 'o----',
  'policy.read': 'oac--',
  'policy.manage': 'o-c--',
  'policy.approve': 'o-c--',
  'exception.grant': 'o-c--',
  'gateway.read': 'oa---',
  'gateway.manage': 'o----',
  'analytics.read': 'oacv-',
  'audit.read': 'oa---',
  'access_token.manage': 'oa---',
  'service_account.manage': 'oa---',
  'admin_key.manage': 'o----',
  'scim.provision': 'o----',
}

/** What is the owners' alone: no custom role holds it. */
export const ownersOnly: Permission[] = [
  'workspace.manage',
  'role.assign',
  'role.manage',
  'setting.manage',
  'identity.manage',
  'gateway.manage',
  'admin_key.manage',
  'scim.provision',
]

/** What *administer Codex* brings with it. */
export const withAdminister: Permission[] = [
  'analytics.read',
  'policy.read',
  'policy.manage',
  'policy.approve',
  'exception.grant',
  'group.read',
]
