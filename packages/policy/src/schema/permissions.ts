import { networkFields } from './network.ts'
import {
  anything,
  bareChoice,
  either,
  flag,
  inOrder,
  list,
  looseTable,
  map,
  oneOf,
  required,
  strictTable,
  text,
  u16,
  u64,
} from './shape.ts'

const access = bareChoice('read', 'write', 'deny', 'none')

const mitmHook = strictTable({
  host: required(text),
  methods: required(list(text)),
  path_prefixes: required(list(text)),
  action: required(list(text)),
  schemes: list(text),
  ports: list(u16),
  query: map(list(text)),
  headers: map(list(text)),
  body: anything,
})

const secret = oneOf({ env_var: text, file: text })

const mitmAction = strictTable({
  body_secret_substitution: strictTable({
    replacements: required(list(strictTable({ placeholder: required(text), secret: required(secret) }))),
    port: u16,
    max_body_bytes: u64,
  }),
  aws_sigv4: strictTable({
    placeholder_access_key_id: required(text),
    region: required(text),
    service: required(text),
    access_key_id: required(secret),
    secret_access_key: required(secret),
    session_token: secret,
    port: u16,
    max_body_bytes: u64,
  }),
  strip_request_headers: list(text),
  inject_request_headers: list(
    strictTable({ placeholder: text, name: text, secret_env_var: text, secret_file: text, prefix: text }),
  ),
})

const profileNetworkFields = {
  enabled: flag,
  mode: bareChoice('limited', 'full'),
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
  mitm: inOrder(
    'version hooks actions',
    strictTable({ version: { is: 'whole', min: 2n, max: 2n }, hooks: map(mitmHook), actions: map(mitmAction) }),
  ),
} as const

const profileNetwork = inOrder(
  'enabled proxy_url enable_socks5 socks_url enable_socks5_udp allow_upstream_proxy dangerously_allow_non_loopback_proxy ' +
    'dangerously_allow_all_unix_sockets mode domains unix_sockets allow_local_binding mitm',
  looseTable(profileNetworkFields),
)

/** A managed profile. Unknown fields are ignored without a word. */
export const profileShape = inOrder(
  'description extends workspace_roots filesystem network',
  looseTable({
    description: text,
    extends: text,
    workspace_roots: map(flag),
    filesystem: map(anything),
    network: profileNetwork,
  }),
)

/** One entry of a profile's `filesystem`: an access, or a table of sub-paths. */
export const filesystemEntryShape = either('"read", "write" or "deny", or a table of sub-paths with these', access, map(access))
export const scanDepthShape = u64

/** `permissions.filesystem` is no profile: it holds what nobody may read. */
export const denyReadShape = looseTable({ deny_read: list(text) })

/** Fields of a profile that are refused under a reserved name. */
export const profileFieldNames = ['description', 'extends', 'workspace_roots', 'filesystem', 'network'] as const

/** The names below `permissions` mean different things: `check/permissions.ts` applies the shapes above. */
export const permissionsShape = map(map(anything))
