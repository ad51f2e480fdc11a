import { isTable, type TomlTable, type TomlValue } from '../toml/parse-toml.ts'
import type { Findings } from './findings.ts'

/** Defaults that the policy beside them does not let through. */
export function clampedDefaults(root: TomlTable, requirements: TomlTable, findings: Findings): void {
  const sandboxes = requirements.allowed_sandbox_modes
  if (outside(root.sandbox_mode, sandboxes)) {
    const message =
      'The policy does not allow this sandbox mode: the client falls back to read-only, and codex exec refuses to start.'
    findings.add('breaks_sessions', 'defaults_clamped', ['sandbox_mode'], message, 'Choose a mode of allowed_sandbox_modes.')
  }
  const clamped = (key: string, allowed: string) =>
    findings.add(
      'ineffective',
      'defaults_clamped',
      [key],
      `The policy does not allow this value: see ${allowed}.`,
      `Choose one of ${allowed}.`,
    )
  const policies = requirements.allowed_approval_policies
  if (outside(root.approval_policy === 'on-failure' ? 'on-request' : root.approval_policy, policies))
    clamped('approval_policy', 'allowed_approval_policies')
  if (outside(root.approvals_reviewer, requirements.allowed_approvals_reviewers))
    clamped('approvals_reviewer', 'allowed_approvals_reviewers')
  if (root.web_search !== 'disabled' && outside(root.web_search, requirements.allowed_web_search_modes))
    clamped('web_search', 'allowed_web_search_modes')
  for (const key of ['model_provider', 'allow_login_shell', 'check_for_update_on_startup', 'sqlite_home', 'log_dir'] as const) {
    if (root[key] === undefined || requirements[key] === undefined || root[key] === requirements[key]) continue
    findings.add(
      'ineffective',
      'defaults_clamped',
      [key],
      `The policy requires another ${key}: this default has no effect.`,
      'Remove it here.',
      'key',
    )
  }
  const [defaults, pins] = [root.features, requirements.features]
  if (!isTable(defaults) || !isTable(pins)) return
  for (const [name, value] of Object.entries(defaults)) {
    if (!Object.hasOwn(pins, name) || pins[name] === value) continue
    const message = `The policy pins ${name.slice(0, 60)} to the opposite: this default has no effect.`
    findings.add('ineffective', 'defaults_clamped', ['features', name], message, 'Remove it here.', 'key')
  }
}

const outside = (value: TomlValue | undefined, allowed: TomlValue | undefined) =>
  typeof value === 'string' && Array.isArray(allowed) && !allowed.includes(value)
