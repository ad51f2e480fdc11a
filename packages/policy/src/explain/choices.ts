import { approvalName } from '../evaluate/choices.ts'
import { type Explainers, listed, tablesOf, textsOf } from './explainer.ts'

/** Lists of what users may choose. */
export const explainChoices: Explainers = {
  allowed_sandbox_modes(value, add) {
    const modes = textsOf(value)
    const open = modes.includes('danger-full-access')
    const sentence = open
      ? `Users may choose the sandbox modes ${listed(modes)}: the sandbox may be switched off.`
      : `Users may choose only the sandbox modes ${listed(modes)}; anything else falls back to read-only.`
    add(['allowed_sandbox_modes'], open ? 'allows' : 'limits', sentence)
  },
  remote_sandbox_config(value, add) {
    for (const [index, entry] of tablesOf(value).entries()) {
      const hosts = listed(textsOf(entry.hostname_patterns))
      const sentence = `On devices named ${hosts} the sandbox modes are ${listed(textsOf(entry.allowed_sandbox_modes))} instead.`
      add(['remote_sandbox_config', index], 'limits', sentence)
    }
  },
  allowed_approval_policies(value, add) {
    const names = Array.isArray(value) ? [...new Set(value.map(approvalName))] : []
    const silent = names.length > 0 && names.every((name) => name === 'never')
    const sentence = silent
      ? 'Approval is never asked for: what needs one is refused.'
      : `Users may choose only the approval policies ${listed(names)}; anything else becomes ${names[0] ?? 'nothing'}.`
    add(['allowed_approval_policies'], 'limits', sentence)
  },
  allowed_approvals_reviewers(value, add) {
    const who = textsOf(value).map((name) => (name === 'user' ? 'the user' : 'the automatic reviewer'))
    const unique = [...new Set(who)]
    add(['allowed_approvals_reviewers'], 'limits', `Approvals may be given only by ${listed(unique)}.`)
  },
  allowed_web_search_modes(value, add) {
    const modes = textsOf(value).filter((mode) => mode !== 'disabled')
    const sentence =
      modes.length === 0
        ? 'Web search is switched off for everyone.'
        : `Web search may be ${listed(modes)}, or switched off; nothing else.`
    add(['allowed_web_search_modes'], 'limits', sentence)
  },
  windows(value, add) {
    const table = tablesOf([value])[0] ?? {}
    for (const [key, item] of Object.entries(table)) {
      if (key === 'allowed_sandbox_implementations')
        add(['windows', key], 'limits', `On Windows only the sandbox implementations ${listed(textsOf(item))} may be used.`)
      if (key === 'allow_mxc' && typeof item === 'boolean')
        add(['windows', key], item ? 'allows' : 'limits', `On Windows the mxc sandbox ${item ? 'may' : 'may not'} be used.`)
      if (key === 'require_mxc' && typeof item === 'boolean')
        add(['windows', key], item ? 'limits' : 'sets', `On Windows the mxc sandbox is ${item ? '' : 'not '}required.`)
    }
  },
}
