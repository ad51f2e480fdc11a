import { bareChoice, flag, inOrder, list, map, required, table, text, u16 } from './shape.ts'

const permission = bareChoice('allow', 'deny')

const headerInjection = inOrder(
  'host methods path_prefixes headers',
  table({
    host: required(text),
    methods: required(list(text)),
    path_prefixes: required(list(text)),
    headers: required(map(text)),
  }),
)

export const networkFields = {
  enabled: flag,
  http_port: u16,
  socks_port: u16,
  allow_upstream_proxy: flag,
  dangerously_allow_non_loopback_proxy: flag,
  dangerously_allow_all_unix_sockets: flag,
  domains: map(permission),
  allowed_domains: list(text),
  review_domains: list(text),
  managed_allowed_domains_only: flag,
  denied_domains: list(text),
  unix_sockets: map(permission),
  allow_unix_sockets: list(text),
  allow_local_binding: flag,
  header_injections: list(headerInjection),
} as const

export const networkShape = inOrder(
  'enabled http_port socks_port allow_upstream_proxy dangerously_allow_non_loopback_proxy dangerously_allow_all_unix_sockets ' +
    'domains allowed_domains review_domains managed_allowed_domains_only denied_domains unix_sockets allow_unix_sockets ' +
    'allow_local_binding header_injections',
  table(networkFields),
)
