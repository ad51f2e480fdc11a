import { anything, choice, flag, list, map, table, text, u16 } from './shape.ts'

const permission = choice('allow', 'deny')

export const networkShape = table({
  enabled: flag,
  http_port: u16,
  socks_port: u16,
  allow_upstream_proxy: flag,
  dangerously_allow_non_loopback_proxy: flag,
  dangerously_allow_all_unix_sockets: flag,
  domains: map(permission),
  allowed_domains: list(text),
  denied_domains: list(text),
  review_domains: list(text),
  managed_allowed_domains_only: flag,
  unix_sockets: map(permission),
  allow_unix_sockets: list(text),
  allow_local_binding: flag,
  header_injections: list(table({ host: text, methods: list(text), path_prefixes: list(text), headers: anything })),
})
