import { isTable, type TomlTable, type TomlValue } from '../toml/parse-toml.ts'
import { knownFields } from './known-fields.ts'
import { forHost } from './remote-sandbox.ts'

type Plain = string | number | boolean | Plain[] | { [key: string]: Plain }
type Convert = (value: TomlValue, where: Where) => Plain | undefined

/** Where a document is read: names and paths in it depend on that. */
export interface Where {
  hostName?: string
  /** Folder that relative paths start at: CODEX_HOME for a bundle, the file's own folder for a file. */
  relativeTo: string
  home: string
}

/**
 * Requirements as `configRequirements/read` and `app-server --print-startup-config` of client 0.169.0 show them, so that both can be
 * compared. What the client does not show is not in it: rules, mcp_servers, plugins, marketplaces, apps, permissions, guardian texts.
 */
export function clientView(root: TomlTable, where: Where): Record<string, Plain> {
  const own = knownFields(forHost(root, where.hostName))
  const view: Record<string, Plain> = {}
  for (const [key, [name, convert]] of Object.entries(shownKeys)) {
    const value = own[key]
    const converted = value === undefined ? undefined : convert(value, where)
    if (converted !== undefined && !isEmptyTable(converted)) view[name] = converted
  }
  return view
}

/** The same for what a client said: without nulls, and without what it adds to every document. */
export function readClientView(said: Readonly<Record<string, unknown>>): Record<string, Plain> {
  const view: Record<string, Plain> = {}
  const known = new Set(Object.values(shownKeys).map(([name]) => name))
  for (const [name, value] of Object.entries(said)) {
    if (!known.has(name)) continue
    const kept = without(name, value)
    if (kept !== undefined && !isEmptyTable(kept)) view[name] = kept
  }
  return view
}

/** A table without fields says nothing; the client shows some of them and not others. */
const isEmptyTable = (value: Plain) => typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0

const camelCase = (key: string) => key.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase())

const same: Convert = (value) => {
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map((item) => same(item, nowhere) ?? '')
  if (!isTable(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, same(item, nowhere) ?? '']))
}
const nowhere: Where = { relativeTo: '/', home: '/' }

/** A struct: its field names are spelled the client's way, what lies below them as said here. */
const struct =
  (fields: Record<string, Convert> = {}, names: Record<string, string> = {}): Convert =>
  (value, where) => {
    if (!isTable(value)) return same(value, where)
    const entries = Object.entries(value).flatMap(([key, item]): [string, Plain][] => {
      const converted = (fields[key] ?? same)(item, where)
      return converted === undefined ? [] : [[names[key] ?? camelCase(key), converted]]
    })
    return Object.fromEntries(entries)
  }
const each =
  (convert: Convert): Convert =>
  (value, where) => {
    if (Array.isArray(value)) return value.flatMap((item) => convert(item, where) ?? [])
    if (!isTable(value)) return same(value, where)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, convert(item, where) ?? {}]))
  }

const approvals: Convert = (value, where) => {
  const spelled = each((item) => {
    if (item === 'on-failure') return 'on-request'
    if (isTable(item) && isTable(item.granular))
      return { granular: { skill_approval: false, request_permissions: false, ...(same(item.granular, where) as object) } } // a table stays a table
    return same(item, where)
  })
  return spelled(value, where)
}

const reviewers: Convert = each((item) => (item === 'guardian_subagent' ? 'auto_review' : same(item, nowhere)))

const webSearch: Convert = (value) => {
  const modes = Array.isArray(value) ? value.filter((it) => typeof it === 'string') : []
  return modes.includes('disabled') ? modes : [...modes, 'disabled']
}

/** The older lists are read as the newer tables. */
const network: Convert = (value, where) => {
  if (!isTable(value)) return same(value, where)
  const { header_injections: _hidden, allowed_domains, denied_domains, allow_unix_sockets, ...others } = value
  const domains = { ...decisions(allowed_domains, 'allow'), ...decisions(denied_domains, 'deny') }
  const sockets = decisions(allow_unix_sockets, 'allow')
  return struct()(
    {
      ...others,
      ...((allowed_domains ?? denied_domains) !== undefined && { domains }),
      ...(allow_unix_sockets !== undefined && { unix_sockets: sockets }),
    },
    where,
  )
}
const decisions = (list: TomlValue | undefined, decision: string): TomlTable =>
  Object.fromEntries((Array.isArray(list) ? list : []).map((it) => [String(it), decision]))

const handler = struct({}, { timeout: 'timeoutSec', statusMessage: 'statusMessage' })
const hookGroups: Convert = each(struct({ hooks: each((value, where) => withoutHandlerDefaults(handler(value, where) ?? {})) }))
const withoutHandlerDefaults = (value: Plain): Plain => {
  const kept = withoutFalse(value, ['async'])
  if (typeof kept !== 'object' || Array.isArray(kept)) return value
  return kept.input !== undefined && isEmptyTable(kept.input) ? omit(kept, ['input']) : kept
}
const hooks: Convert = (value, where) => {
  if (!isTable(value)) return undefined
  const entries = Object.entries(value).flatMap(([key, item]): [string, Plain][] => {
    if (!Array.isArray(item)) return typeof item === 'string' ? [[camelCase(key), item]] : []
    const groups = hookGroups(item, where)
    return item.length === 0 || groups === undefined ? [] : [[key, groups]]
  })
  return Object.fromEntries(entries)
}

const providerFlags = ['requires_openai_auth', 'supports_websockets', 'supports_standalone_web_search']
const providers: Convert = each((value, where) => withoutProviderDefaults(same(value, where) ?? {}))

/** What the client fills in where a provider is silent, and a folder that it makes absolute. */
const providerDefaults: Record<string, string | string[]> = {
  name: '""',
  wire_api: '"responses"',
  scopes: '[]',
  args: '[]',
  timeout_ms: ['5000', '30000'],
  refresh_interval_ms: '300000',
  delivery: '{"kind":"header","name":"Authorization","scheme":"Bearer"}',
}
const nested = ['auth', 'gateway_oauth', 'credential_export']

function withoutProviderDefaults(provider: Plain): Plain {
  const kept = withoutFalse(provider, providerFlags)
  if (typeof kept !== 'object' || Array.isArray(kept)) return provider
  return Object.fromEntries(
    Object.entries(kept).flatMap(([key, item]): [string, Plain][] => {
      if (key === 'cwd' || [providerDefaults[key]].flat().includes(JSON.stringify(item))) return []
      return [[key, nested.includes(key) ? withoutProviderDefaults(item) : item]]
    }),
  )
}

const withoutFalse = (value: Plain | undefined, keys: readonly string[]): Plain | undefined =>
  typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).filter(([key, item]) => item !== false || !keys.includes(key)))
    : value

/** Headers of an exporter are secrets, which the client does not show; its TLS files are paths, which it makes absolute. */
const otel: Convert = (value, where) => {
  const hidden = (item: Plain): Plain =>
    typeof item === 'object' && !Array.isArray(item)
      ? Object.fromEntries(
          Object.entries(item).flatMap(([key, it]) => (key === 'headers' || key === 'tls' ? [] : [[key, hidden(it)]])),
        )
      : item
  const plain = same(value, where)
  return plain === undefined ? undefined : hidden(plain)
}

const path: Convert = (value, { relativeTo, home }) => {
  if (typeof value !== 'string') return undefined
  const absolute = value.startsWith('~/') ? `${home}/${value.slice(2)}` : value.startsWith('/') ? value : `${relativeTo}/${value}`
  return new URL(`file://${encodeURI(oneSlash(absolute))}`).href
}

const oneSlash = (text: string) => text.replace(/\/+/g, '/').replace(/(.)\/$/, '$1')
const plainPath: Convert = (value) => (typeof value === 'string' ? oneSlash(value) : undefined)

const loginMethods: Convert = (value) => {
  const methods = Array.isArray(value) ? value.filter((it) => typeof it === 'string').sort() : []
  return methods.join() === 'api,chatgpt' ? undefined : methods
}

const origin = struct()
const appAccess = struct({ exes: each(struct()) })

const shownKeys: Record<string, [name: string, convert: Convert]> = {
  model_provider: ['modelProvider', same],
  model_providers: ['modelProviders', providers],
  allowed_login_methods: ['allowedLoginMethods', loginMethods],
  cli_auth_credentials_store: ['cliAuthCredentialsStore', same],
  chatgpt_base_url: ['chatgptBaseUrl', same],
  additional_developer_instructions: ['additionalDeveloperInstructions', same],
  allowed_approval_policies: ['allowedApprovalPolicies', approvals],
  allowed_approvals_reviewers: ['allowedApprovalsReviewers', reviewers],
  allowed_sandbox_modes: ['allowedSandboxModes', same],
  allowed_permission_profiles: ['allowedPermissionProfiles', same],
  default_permissions: ['defaultPermissions', same],
  allowed_web_search_modes: ['allowedWebSearchModes', webSearch],
  allow_managed_hooks_only: ['allowManagedHooksOnly', same],
  allow_browser_and_computer_use: ['allowBrowserAndComputerUse', same],
  allow_appshots: ['allowAppshots', same],
  allow_remote_control: ['allowRemoteControl', same],
  computer_use: ['computerUse', struct({ macos: struct(), windows: appAccess })],
  browser_use: [
    'browserUse',
    struct({
      extension: struct(),
      default_origin_policy: origin,
      origins: each(origin),
    }),
  ],
  in_app_browser: ['inAppBrowser', struct()],
  features: ['featureRequirements', same],
  hooks: ['hooks', hooks],
  enforce_residency: ['enforceResidency', same],
  experimental_network: ['network', network],
  application: [
    'application',
    struct({ storage: struct({ default_project_parent: plainPath, projectless_workspace_root: plainPath }), network: struct() }),
  ],
  auto_review: ['autoReview', struct()],
  models: ['models', struct({ new_thread: struct() })],
  sqlite_home: ['sqliteHome', path],
  log_dir: ['logDir', path],
  model_catalog_json: ['modelCatalogJson', path],
  check_for_update_on_startup: ['checkForUpdateOnStartup', same],
  allow_login_shell: ['allowLoginShell', same],
  feedback: ['feedback', same],
  otel: ['otel', otel],
  windows: [
    'allowedWindowsSandboxImplementations',
    (value, where) =>
      isTable(value) && value.allowed_sandbox_implementations ? same(value.allowed_sandbox_implementations, where) : undefined,
  ],
}

/** What the client adds to every table of a kind, and what it derives from other fields of the same table. */
function without(name: string, value: unknown): Plain | undefined {
  const kept = withoutNulls(value)
  if (kept === undefined) return undefined
  if (name === 'allowedLoginMethods') return Array.isArray(kept) && [...kept].sort().join() === 'api,chatgpt' ? undefined : kept
  if (typeof kept !== 'object' || Array.isArray(kept)) return kept
  if (name === 'network') return omit(kept, ['allowedDomains', 'deniedDomains', 'allowUnixSockets'])
  if (name === 'modelProviders')
    return Object.fromEntries(Object.entries(kept).map(([key, item]) => [key, withoutProviderDefaults(item)]))
  if (name === 'hooks') return withoutEmptyHooks(kept)
  if (name === 'otel') return otel(kept, nowhere)
  return kept
}

function withoutNulls(value: unknown): Plain | undefined {
  if (value === null || value === undefined) return undefined
  if (Array.isArray(value)) return value.flatMap((item) => withoutNulls(item) ?? [])
  if (typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, item]) => {
        const kept = withoutNulls(item)
        return kept === undefined ? [] : [[key, kept]]
      }),
    )
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined
}

const omit = (table: { [key: string]: Plain }, keys: readonly string[]) =>
  Object.fromEntries(Object.entries(table).filter(([key]) => !keys.includes(key)))

function withoutEmptyHooks(table: { [key: string]: Plain }): Plain {
  return Object.fromEntries(
    Object.entries(table).flatMap(([event, groups]): [string, Plain][] => {
      if (!Array.isArray(groups)) return [[event, groups]]
      if (groups.length === 0) return []
      return [[event, groups.map((group) => handlersOf(group))]]
    }),
  )
}

function handlersOf(group: Plain): Plain {
  if (typeof group !== 'object' || Array.isArray(group) || !Array.isArray(group.hooks)) return group
  return { ...group, hooks: group.hooks.map(withoutHandlerDefaults) }
}
