import { hookEvents } from './hooks.ts'
import { requirementFields } from './requirements.ts'
import { choice, either, type Fields, flag, inOrder, list, looseTable, map, required, table, text, u16 } from './shape.ts'

const u64 = { is: 'whole', min: 0n, max: 2n ** 64n - 1n } as const

const identity = either(
  'a table with command = "…" or url = "…"',
  looseTable({ command: required(text) }),
  looseTable({ url: required(text) }),
)
const servers = map(inOrder('identity ...', table({ identity: required(identity) })))

const handler = {
  is: 'tagged',
  by: 'type',
  kinds: {
    command: inOrder(
      'command timeout? async? statusMessage? ...',
      looseTable({ command: required(text), timeout: u64, async: flag, statusMessage: text }),
    ),
    prompt: looseTable({}),
    agent: looseTable({}),
  },
} as const
const groups = list(inOrder('matcher? hooks?', looseTable({ matcher: text, hooks: list(handler) })))

/** Hook events client 0.130.0 knows. */
const laterEvents: readonly string[] = [
  'PreModelRequest',
  'PostModelRequest',
  'SessionEnd',
  'SubagentStart',
  'SubagentStop',
  'Interrupt',
]
const events = Object.fromEntries(
  hookEvents.filter((event) => !laterEvents.includes(event)).map((event) => [event, groups]),
) satisfies Fields

/** The top-level keys client 0.130.0 knows and their types; it ignores every other key (§18.22). */
export const olderFields = {
  allowed_approval_policies: requirementFields.allowed_approval_policies,
  allowed_approvals_reviewers: requirementFields.allowed_approvals_reviewers,
  allowed_sandbox_modes: requirementFields.allowed_sandbox_modes,
  remote_sandbox_config: requirementFields.remote_sandbox_config,
  permissions: looseTable({ filesystem: looseTable({ deny_read: list(text) }) }),
  allowed_web_search_modes: list(choice('disabled', 'cached', 'live')),
  features: map(flag),
  rules: table({
    prefix_rules: required(
      list(
        inOrder(
          'pattern decision justification ...',
          table({
            pattern: required(list(inOrder('token any_of ...', table({ token: text, any_of: list(text) })))),
            decision: choice('allow', 'prompt', 'forbidden'),
            justification: text,
          }),
        ),
      ),
    ),
  }),
  mcp_servers: servers,
  plugins: map(inOrder('mcp_servers ...', table({ mcp_servers: servers }))),
  apps: map(inOrder('enabled ...', table({ enabled: flag }))),
  hooks: looseTable({ managed_dir: text, windows_managed_dir: text, ...events }),
  guardian_policy_config: text,
  experimental_network: table({
    enabled: flag,
    http_port: u16,
    socks_port: u16,
    allow_upstream_proxy: flag,
    dangerously_allow_non_loopback_proxy: flag,
    dangerously_allow_all_unix_sockets: flag,
    domains: map(choice('allow', 'deny')),
    allowed_domains: list(text),
    denied_domains: list(text),
    managed_allowed_domains_only: flag,
    unix_sockets: map(choice('allow', 'none')),
    allow_unix_sockets: list(text),
    allow_local_binding: flag,
  }),
  enforce_residency: requirementFields.enforce_residency,
} satisfies Fields
