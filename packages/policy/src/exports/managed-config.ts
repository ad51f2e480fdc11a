import { stringify } from 'smol-toml'
import { isTable, type TomlTable, type TomlValue } from '../toml/parse-toml.ts'
import { composeExport, type ExportInput, type PolicyExport } from './export-input.ts'
import { comment, header } from './header.ts'

/** What becomes of a requirement as a config key: keys to write, and what is lost by it. */
type Translation = { keys?: TomlTable; loss?: string }
type Translate = (value: TomlValue, root: TomlTable) => Translation

const same =
  (key: string): Translate =>
  (value) => ({ keys: { [key]: value } })

/** The first value stands for the list: that is also what the client falls back to. */
const first =
  (key: string): Translate =>
  (value) => {
    const [head, ...others] = Array.isArray(value) ? value : []
    if (head === undefined) return { loss: 'an empty list has no counterpart' }
    const loss = others.length > 0 && `one value instead of ${others.length + 1}: users keep no choice`
    return { keys: { [key]: head }, ...(loss && { loss }) }
  }

/** `untrusted` is a requirement only: configured, it ends the start of the client (seen with 0.169.0). */
const approval: Translate = (value, root) => {
  const values = Array.isArray(value) ? value : []
  const usable = values.filter((it) => it !== 'untrusted')
  if (usable.length === 0) return { loss: 'a client does not start with approval_policy = "untrusted"' }
  const { keys } = first('approval_policy')(usable, root)
  return {
    ...(keys && { keys }),
    ...(values.length > 1 && { loss: `one value instead of ${values.length}: users keep no choice` }),
  }
}

const sandbox: Translate = (value, root) => {
  const modes = Array.isArray(value) ? value : []
  if (root.allowed_permission_profiles !== undefined) return { loss: 'permission profiles decide, and sandbox_mode would not' }
  if (modes.length === 1) return { keys: { sandbox_mode: 'read-only' } }
  if (modes.length === 2 && modes.includes('workspace-write'))
    return { keys: { sandbox_mode: 'workspace-write' }, loss: 'also becomes the mode that every session starts in' }
  return { loss: 'a list this wide would start every session in its widest mode' }
}

const webSearch: Translate = (value) => {
  const modes = Array.isArray(value) ? value : []
  const mode = ['cached', 'indexed', 'live', 'disabled'].find((it) => modes.includes(it)) ?? 'disabled'
  return { keys: { web_search: mode }, loss: 'a value instead of a list: users may still change it during a run' }
}

const newThread: Translate = (value) => {
  const { model, model_reasoning_effort, service_tier } = isTable(value) && isTable(value.new_thread) ? value.new_thread : {}
  return {
    keys: {
      ...(model !== undefined && { model }),
      ...(model_reasoning_effort !== undefined && { model_reasoning_effort }),
      ...(service_tier !== undefined && { service_tier }),
    },
  }
}

/** Requirements that have a config key; all others cannot be said in managed_config.toml. */
const translations: Record<string, Translate> = {
  allowed_approval_policies: approval,
  allowed_approvals_reviewers: first('approvals_reviewer'),
  allowed_sandbox_modes: sandbox,
  allowed_web_search_modes: webSearch,
  allowed_login_methods: first('forced_login_method'),
  allowed_chatgpt_workspaces: same('forced_chatgpt_workspace_id'),
  models: newThread,
  ...Object.fromEntries(
    [
      'allow_login_shell',
      'chatgpt_base_url',
      'check_for_update_on_startup',
      'cli_auth_credentials_store',
      'default_permissions',
      'features',
      'feedback',
      'log_dir',
      'model_catalog_json',
      'model_provider',
      'model_providers',
      'otel',
      'sqlite_home',
    ].map((key) => [key, same(key)]),
  ),
}

/** The legacy fields that the client turns into requirements above those of the server (client 0.169.0 §7.1). */
const legacy = ['approval_policy', 'approvals_reviewer', 'sandbox_mode']

/**
 * `managed_config.toml`: configuration, not requirements, for fleets that have nothing else. What it cannot say is listed in its comments.
 * @throws Error as `composeExport`
 */
export function managedConfig(input: ExportInput): PolicyExport {
  const { root } = composeExport(input)
  const config: TomlTable = {}
  const missing: string[] = []
  const changed: string[] = []
  for (const [key, value] of Object.entries(root)) {
    const { keys, loss } = translations[key]?.(value, root) ?? {}
    Object.assign(config, keys)
    if (!keys) missing.push(loss ? `${key} (${loss})` : key)
    else if (loss) changed.push(`${key} becomes ${Object.keys(keys).join(', ')}: ${loss}`)
  }
  const beats = legacy.filter((key) => key in config)
  const beating = `${beats.join(', ')}: clients read ${beats.length === 1 ? 'this' : 'these'} as requirements that beat the server’s.`
  const note = [
    '',
    'This is configuration, not the policy: users may change values during a run, and what is listed here is not held.',
    ...(missing.length > 0
      ? ['Cannot be said here, and is not in force through this file:', ...missing.map((it) => `- ${it}`)]
      : []),
    ...(changed.length > 0 ? ['Said with a loss:', ...changed.map((it) => `- ${it}`)] : []),
    ...(beats.length > 0 ? [`Take care: ${beating}`] : []),
  ]
  return {
    fileName: 'managed_config.toml',
    mediaType: 'application/toml',
    contents: `${header(input, note)}${stringify(config, { numbersAsFloat: true })}`,
    warnings: [
      'Configuration, not requirements: prefer requirements.toml wherever a client reads it.',
      ...(missing.length > 0 ? [`Not in force through this file: ${missing.join('; ')}.`] : []),
      ...changed.map((it) => `${it}.`),
      ...(beats.length > 0 ? [beating] : []),
    ],
  }
}

/** `/etc/codex/config.toml`: the managed defaults below the server's own, so that users may change them as they may change those. */
export function systemConfig(input: ExportInput): PolicyExport {
  const none = comment('The policy has no managed defaults.')
  return {
    fileName: 'config.toml',
    mediaType: 'application/toml',
    contents: `${header(input)}${input.defaults ?? `${none}\n`}`,
    warnings: input.defaults ? [] : ['The policy has no managed defaults: the file sets nothing.'],
  }
}
