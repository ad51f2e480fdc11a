import { matchShape } from '../schema/match-shape.ts'
import { denyReadShape, filesystemEntryShape, profileFieldNames, profileShape, scanDepthShape } from '../schema/permissions.ts'
import { isTable, type Path, type TomlTable, type TomlValue, valueAt } from '../toml/parse-toml.ts'
import type { Area } from './area.ts'
import { checkDenyRead } from './deny-read.ts'
import type { Findings } from './findings.ts'
import { checkProfileFiles } from './profile-files.ts'
import { checkReach } from './profile-reach.ts'

const ownProfiles = [':read-only', ':workspace', ':danger-full-access']
const extendable = [':read-only', ':workspace']

/** Permission profiles and what nobody may read (PO-24, client 0.169.0 §18.7, 18.8). */
export const checkPermissions: Area = (root, findings) => {
  const permissions = isTable(root.permissions) ? root.permissions : {}
  const profiles = new Map(Object.entries(permissions).filter(([name]) => name !== 'filesystem' && name !== 'network'))
  if (permissions.filesystem !== undefined) checkShared(permissions.filesystem, findings)
  for (const [name, profile] of profiles) checkProfile(name, profile, findings)
  checkChoice(root, profiles, findings)
}

function checkShared(filesystem: TomlValue, findings: Findings): void {
  const path = ['permissions', 'filesystem']
  matchShape(filesystem, denyReadShape, path, findings)
  if (!isTable(filesystem)) return
  for (const field of profileFieldNames) {
    if (!Object.hasOwn(filesystem, field)) continue
    const message = 'permissions.filesystem is reserved for deny_read and cannot be a profile.'
    findings.add('refused', 'permission_profile', [...path, field], message, 'Give the profile another name.', 'key')
  }
  checkDenyRead(filesystem.deny_read, [...path, 'deny_read'], findings)
}

function checkProfile(name: string, profile: TomlValue, findings: Findings): void {
  const path = ['permissions', name]
  matchShape(profile, profileShape, path, findings)
  if (name.startsWith(':')) {
    const message = 'Names that begin with a colon belong to the client.'
    findings.add('refused', 'permission_profile', path, message, `Choose a name such as ${name.slice(1, 40) || 'team'}.`, 'key')
  }
  checkInterception(profile, path, findings)
  if (!isTable(profile) || !isTable(profile.filesystem)) return
  for (const [entry, access] of Object.entries(profile.filesystem)) {
    const shape = entry === 'glob_scan_max_depth' ? scanDepthShape : filesystemEntryShape
    matchShape(access, shape, [...path, 'filesystem', entry], findings)
  }
}

/** Rules of `network.mitm`: an action that does nothing and a hook without an action are refused when the policy is read. */
function checkInterception(profile: TomlValue, path: Path, findings: Findings): void {
  const below = (name: string) => {
    const table = valueAt(profile, ['network', 'mitm', name])
    return isTable(table) ? Object.entries(table) : []
  }
  const refuse = (at: Path, message: string, fix: string) =>
    findings.add('refused', 'permission_profile', [...path, 'network', 'mitm', ...at], message, fix)
  for (const [action, operations] of below('actions')) {
    if (!isTable(operations)) continue
    const does = Object.values(operations).some((operation) => !Array.isArray(operation) || operation.length > 0)
    if (!does) refuse(['actions', action], 'The action does nothing; the client refuses it.', 'Name an operation.')
  }
  for (const [hook, { action }] of below('hooks').flatMap(([name, table]) => (isTable(table) ? [[name, table] as const] : []))) {
    if (Array.isArray(action) && action.length === 0)
      refuse(['hooks', hook, 'action'], 'The hook has no action; the client refuses it.', 'Name an action.')
  }
}

function checkChoice(root: TomlTable, profiles: ReadonlyMap<string, TomlValue>, findings: Findings): void {
  const allowed = root.allowed_permission_profiles
  const chosen = root.default_permissions
  if (isTable(allowed)) {
    for (const name of Object.keys(allowed)) {
      if (ownProfiles.includes(name) || profiles.has(name)) continue
      const message = `The profile ${name.slice(0, 60)} is not defined; the client refuses the list.`
      findings.add(
        'refused',
        'permission_profile',
        ['allowed_permission_profiles', name],
        message,
        `Add [permissions.${name.slice(0, 60)}], or remove it.`,
        'key',
      )
    }
  }
  if (chosen !== undefined) {
    checkDefault(chosen, allowed, findings)
  } else if (isTable(allowed)) {
    if (allowed[':read-only'] !== true || allowed[':workspace'] !== true) {
      const message =
        'default_permissions is missing: it may be left out only when ":read-only" and ":workspace" are both allowed.'
      findings.add('refused', 'permission_default', ['allowed_permission_profiles'], message, 'Add default_permissions.', 'key')
    }
  } else if (profiles.size > 0) {
    const [first = ''] = profiles.keys()
    const message = 'Profiles are defined, but no default is chosen.'
    findings.add(
      'refused',
      'permission_default',
      ['permissions', first],
      message,
      'Add default_permissions and allowed_permission_profiles.',
      'key',
    )
  }
  for (const name of profiles.keys()) {
    const used = name === chosen
    const extended = used ? inheritance(name, profiles, findings) : [name]
    checkProfileFiles(extended, profiles, used ? 'refused' : 'ineffective', findings)
    if (used) checkReach(extended, profiles, findings)
  }
}

function checkDefault(chosen: TomlValue, allowed: TomlValue | undefined, findings: Findings): void {
  if (typeof chosen !== 'string') return
  if (allowed === undefined) {
    const message = 'default_permissions needs allowed_permission_profiles.'
    findings.add(
      'refused',
      'permission_default',
      ['default_permissions'],
      message,
      'Add the table with this profile set to true.',
      'key',
    )
  } else if (isTable(allowed) && (!Object.hasOwn(allowed, chosen) || allowed[chosen] !== true)) {
    const message = 'The default profile is not allowed by allowed_permission_profiles.'
    findings.add(
      'refused',
      'permission_default',
      ['default_permissions'],
      message,
      'Set the profile to true there, or choose an allowed one.',
    )
  }
}

/** The profile and what it extends, nearest first; reports a chain the client cannot follow. */
function inheritance(name: string, profiles: ReadonlyMap<string, TomlValue>, findings: Findings): string[] {
  const chain = [name]
  for (let current = name; ; ) {
    const profile = profiles.get(current)
    const parent = isTable(profile) ? profile.extends : undefined
    if (typeof parent !== 'string' || extendable.includes(parent)) return chain
    const path: Path = ['permissions', current, 'extends']
    if (chain.includes(parent)) {
      findings.add('refused', 'permission_profile', path, 'The profiles extend each other in a circle.', 'Break the circle.')
      return chain
    }
    if (parent.startsWith(':') || !profiles.has(parent)) {
      const message = `A profile can extend ":read-only", ":workspace" or a profile of this policy, not "${parent.slice(0, 60)}".`
      findings.add('refused', 'permission_profile', path, message, 'Correct extends, or define that profile.')
      return chain
    }
    chain.push(parent)
    current = parent
    if (chain.length > 100) return chain
  }
}
