import { isTable, type TomlTable, type TomlValue } from '../toml/parse-toml.ts'
import { globFits } from './host-pattern.ts'
import { type Answer, answer } from './question.ts'
import type { Reading } from './reading.ts'
import { named, textOf } from './words.ts'

const fallenBack = (what: string) =>
  `Configured value for \`${what}\` is disallowed by requirements; falling back to required value …`

/** Sandbox modes (§18.5): the list, which an entry of `remote_sandbox_config` replaces on hosts whose name fits. */
export function evaluateSandbox(reading: Reading, mode: string, host?: string): Answer {
  const { root } = reading
  const entries = Array.isArray(root.remote_sandbox_config) ? root.remote_sandbox_config : []
  const found = host === undefined ? -1 : entries.findIndex((entry) => isTable(entry) && fitsHost(entry, host))
  const entry = entries[found]
  const depends =
    host === undefined && entries.length > 0
      ? ' On hosts that remote_sandbox_config names it may be otherwise: ask with a host name.'
      : ''
  const list = isTable(entry) ? entry.allowed_sandbox_modes : root.allowed_sandbox_modes
  if (!Array.isArray(list)) return withoutList(reading, mode, depends)
  const because = reading.place(isTable(entry) ? ['remote_sandbox_config', found] : ['allowed_sandbox_modes'])
  const where = isTable(entry) ? ` on ${host}` : ''
  if (!list.includes(mode)) {
    const sentence = `Users cannot choose the sandbox mode ${mode}${where}, because the policy allows only ${named(list)}; the client falls back to read-only.${depends}`
    return answer('denied', because, sentence, fallenBack('permission_profile'))
  }
  const profiles = deniedByProfiles(reading, mode)
  if (profiles) return { ...profiles, wins: [because] }
  return answer('allowed', because, `Users may choose the sandbox mode ${mode}${where}.${depends}`)
}

function withoutList(reading: Reading, mode: string, depends: string): Answer {
  const profiles = deniedByProfiles(reading, mode)
  if (profiles) return profiles
  return answer('not_restricted', null, `This policy does not limit the sandbox mode: users may choose ${mode}.${depends}`)
}

const profileOf: Readonly<Record<string, string>> = {
  'read-only': ':read-only',
  'workspace-write': ':workspace',
  'danger-full-access': ':danger-full-access',
}

function deniedByProfiles(reading: Reading, mode: string): Answer | undefined {
  const { root } = reading
  const denyRead = isTable(root.permissions) && isTable(root.permissions.filesystem) && root.permissions.filesystem.deny_read
  if (mode === 'danger-full-access' && Array.isArray(denyRead) && denyRead.length > 0) {
    const sentence =
      'Users cannot switch the sandbox off, because the policy names files that must not be read and only a sandbox can hold that.'
    return answer('denied', reading.place(['permissions', 'filesystem', 'deny_read']), sentence, fallenBack('permission_profile'))
  }
  const allowed = root.allowed_permission_profiles
  const profile = profileOf[mode]
  if (!isTable(allowed) || profile === undefined || allowed[profile] === true) return undefined
  const sentence = `Users cannot choose the sandbox mode ${mode}, because the permission profile ${profile} is not allowed.`
  return answer('denied', reading.place(['allowed_permission_profiles']), sentence, fallenBack('permission_profile'))
}

function fitsHost(entry: TomlTable, host: string): boolean {
  const patterns = Array.isArray(entry.hostname_patterns) ? entry.hostname_patterns : []
  return patterns.some((pattern) => typeof pattern === 'string' && globFits(pattern.toLowerCase(), host.toLowerCase()))
}

/** Approval policies (§18.4): what is not listed falls back to the first of the list. */
export function evaluateApproval(reading: Reading, policy: string): Answer {
  const list = reading.root.allowed_approval_policies
  if (!Array.isArray(list)) {
    return answer('not_restricted', null, `This policy does not limit when approval is asked for: users may choose ${policy}.`)
  }
  const wanted = policy === 'on-failure' ? 'on-request' : policy
  const names = list.map(approvalName)
  const because = reading.place(['allowed_approval_policies'])
  if (names.includes(wanted)) return answer('allowed', because, `Users may choose the approval policy ${policy}.`)
  const sentence = `Users cannot choose the approval policy ${policy}, because the policy allows only ${named(names)}; the client falls back to ${names[0]}.`
  return answer('denied', because, sentence, fallenBack('approval_policy'))
}

export const approvalName = (item: TomlValue): string =>
  isTable(item) ? 'granular' : item === 'on-failure' ? 'on-request' : textOf(item)

/** Web search (§18.6): `disabled` is always allowed. */
export function evaluateWebSearch(reading: Reading, mode: string): Answer {
  const list = reading.root.allowed_web_search_modes
  if (!Array.isArray(list)) {
    return answer('not_restricted', null, `This policy does not limit web search: users may choose ${mode}.`)
  }
  const because = reading.place(['allowed_web_search_modes'])
  if (mode === 'disabled') return answer('allowed', because, 'Web search may always be switched off.')
  if (list.includes(mode)) return answer('allowed', because, `Users may choose the web search mode ${mode}.`)
  const [fallback = 'disabled'] = ['cached', 'indexed', 'live'].filter((it) => list.includes(it))
  const only = list.some((it) => it !== 'disabled') ? `the policy allows only ${named(list)}` : 'the policy allows none'
  const sentence = `Web search in the mode ${mode} is not available, because ${only}; the client falls back to ${fallback}.`
  return answer('denied', because, sentence, fallenBack('web_search_mode'))
}
