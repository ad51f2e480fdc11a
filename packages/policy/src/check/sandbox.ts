import { isTable, type Path, type TomlValue } from '../toml/parse-toml.ts'
import type { Area, Scope } from './area.ts'
import type { Findings } from './findings.ts'

/** Sandbox modes, approvals, reviewers and the Windows sandbox (client 0.169.0 §18.4, 18.5, 18.16). */
export const checkSandbox: Area = (root, findings, scope) => {
  notEmpty(root.allowed_approval_policies, ['allowed_approval_policies'], findings)
  notEmpty(root.allowed_approvals_reviewers, ['allowed_approvals_reviewers'], findings)
  if (isTable(root.windows)) {
    notEmpty(root.windows.allowed_sandbox_implementations, ['windows', 'allowed_sandbox_implementations'], findings)
  }
  const everyHost = checkRemote(root.remote_sandbox_config, scope, findings)
  if (!everyHost) needsReadOnly(root.allowed_sandbox_modes, ['allowed_sandbox_modes'], findings)
  if (Array.isArray(root.allowed_sandbox_modes) && root.allowed_sandbox_modes.includes('danger-full-access')) {
    const message = 'Users may switch the sandbox off: "danger-full-access" is allowed.'
    findings.add(
      'note',
      'access_unrestricted',
      ['allowed_sandbox_modes'],
      message,
      'Remove "danger-full-access" unless it is meant.',
    )
  }
}

/**
 * The client applies the first entry with a pattern that matches the host's name. An entry for some names refuses the policy on those
 * hosts alone: that is no verdict on the document, but nothing to publish either.
 * Returns whether an entry matches every host, which leaves allowed_sandbox_modes unused.
 */
function checkRemote(remote: TomlValue | undefined, scope: Scope, findings: Findings): boolean {
  if (!Array.isArray(remote)) return false
  for (const [index, entry] of remote.entries()) {
    if (!isTable(entry) || !Array.isArray(entry.hostname_patterns) || entry.hostname_patterns.length === 0) continue
    const path = ['remote_sandbox_config', index, 'allowed_sandbox_modes']
    const everyHost = entry.hostname_patterns.some(
      (pattern) => typeof pattern === 'string' && /^[*?]*\*[*?]*$/.test(pattern.trim()),
    )
    if (everyHost || scope === 'bundle') needsReadOnly(entry.allowed_sandbox_modes, path, findings)
    else if (Array.isArray(entry.allowed_sandbox_modes) && !entry.allowed_sandbox_modes.includes('read-only')) {
      const message =
        'On hosts that these patterns match the client refuses the policy and does not start: "read-only" is missing.'
      findings.add('ineffective', 'sandbox_needs_read_only', path, message, 'Add "read-only" to the list.')
    }
    if (everyHost) return true
  }
  return false
}

function needsReadOnly(value: TomlValue | undefined, path: Path, findings: Findings): void {
  if (!Array.isArray(value) || value.includes('read-only')) return
  const message = 'allowed_sandbox_modes must contain "read-only": without it the client refuses the policy and does not start.'
  findings.add('refused', 'sandbox_needs_read_only', path, message, 'Add "read-only" to the list.')
}

function notEmpty(value: TomlValue | undefined, path: Path, findings: Findings): void {
  if (!Array.isArray(value) || value.length > 0) return
  const message = `${path.join('.')} must not be empty: the client would have nothing to fall back to.`
  findings.add('refused', 'empty_list', path, message, 'Name at least one value, or remove the key.')
}
