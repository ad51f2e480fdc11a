import { networkFields } from './network.ts'
import { anything, choice, either, flag, list, looseTable, map, required, strictTable, text, u16, u64 } from './shape.ts'

const access = choice('read', 'write', 'deny', 'none')

const mitmHook = strictTable({
  host: required(text),
  methods: required(list(text)),
  path_prefixes: required(list(text)),
  action: required(list(text)),
  schemes: list(text),
  ports: list(u16),
  query: anything,
  headers: anything,
  body: anything,
})

const mitmAction = strictTable({
  body_secret_substitution: anything,
  aws_sigv4: anything,
  strip_request_headers: list(text),
  inject_request_headers: anything,
})

const profileNetwork = looseTable({
  enabled: flag,
  mode: choice('limited', 'full'),
  proxy_url: text,
  enable_socks5: flag,
  socks_url: text,
  enable_socks5_udp: flag,
  allow_upstream_proxy: flag,
  dangerously_allow_non_loopback_proxy: flag,
  dangerously_allow_all_unix_sockets: flag,
  domains: networkFields.domains,
  unix_sockets: networkFields.unix_sockets,
  allow_local_binding: flag,
  mitm: strictTable({ version: { is: 'whole', min: 2n, max: 2n }, hooks: map(mitmHook), actions: map(mitmAction) }),
})

/** A managed profile. Unknown fields are ignored without a word. */
export const profileShape = looseTable({
  description: text,
  extends: text,
  workspace_roots: map(flag),
  filesystem: map(anything),
  network: profileNetwork,
})

/** One entry of a profile's `filesystem`: an access, or a table of sub-paths. */
export const filesystemEntryShape = either('"read", "write" or "deny", or a table of sub-paths with these', access, map(access))
export const scanDepthShape = u64

/** `permissions.filesystem` is no profile: it holds what nobody may read. */
export const denyReadShape = looseTable({ deny_read: list(text) })

/** Fields of a profile that are refused under a reserved name. */
export const profileFieldNames = ['description', 'extends', 'workspace_roots', 'filesystem', 'network'] as const

/** The names below `permissions` mean different things: `check/permissions.ts` applies the shapes above. */
export const permissionsShape = map(map(anything))
