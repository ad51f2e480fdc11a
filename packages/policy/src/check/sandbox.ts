import { sandboxModes } from '../schema/requirements.ts'
import { isTable } from '../toml/parse-toml.ts'
import type { Area } from './area.ts'

/** Sandbox modes, approvals, reviewers and web search (client 0.169.0 §18.4, 18.5, 18.6). */
export const checkSandbox: Area = (root, findings) => {
  for (const key of ['allowed_approval_policies', 'allowed_approvals_reviewers'] as const) {
    const value = root[key]
    if (Array.isArray(value) && value.length === 0) {
      findings.add(
        'refused',
        'empty_list',
        [key],
        `${key} must not be empty: the client would have nothing to fall back to.`,
        'Name at least one value, or remove the key.',
      )
    }
  }
  needsReadOnly(root.allowed_sandbox_modes, ['allowed_sandbox_modes'])
  const remote = root.remote_sandbox_config
  if (Array.isArray(remote)) {
    for (const [index, entry] of remote.entries()) {
      if (isTable(entry)) needsReadOnly(entry.allowed_sandbox_modes, ['remote_sandbox_config', index, 'allowed_sandbox_modes'])
    }
  }
  if (
    Array.isArray(root.allowed_sandbox_modes) &&
    sandboxModes.every((mode) => root.allowed_sandbox_modes instanceof Array && root.allowed_sandbox_modes.includes(mode))
  ) {
    findings.add(
      'note',
      'access_unrestricted',
      ['allowed_sandbox_modes'],
      'Every sandbox mode is allowed, full access included.',
      'Remove "danger-full-access".',
    )
  }

  function needsReadOnly(value: unknown, path: (string | number)[]) {
    if (!Array.isArray(value) || value.includes('read-only')) return
    const message = `${path.at(-1)} must contain "read-only": without it the client refuses the policy and does not start.`
    findings.add('refused', 'sandbox_needs_read_only', path, message, 'Add "read-only" to the list.')
  }
}
