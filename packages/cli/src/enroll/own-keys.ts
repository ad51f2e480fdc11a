import { forcedProvider } from '@bailiwick/policy'

export const modes = ['system', 'user', 'config-server'] as const
export type Mode = (typeof modes)[number]

type Value = string | boolean | string[]
/** A key that enrolment owns, as a path, and its value. Nothing else in a file is touched. */
export interface OwnKey {
  path: string[]
  value: Value | Record<string, Value>
}

export interface Wanted {
  mode: Mode
  /** Origin of the server, without a trailing slash. */
  server: string
  enrolment: string | undefined
}

/**
 * The keys of a mode (client 0.169.0). `system`: the device file pins the server, forbids API keys and forces the gateway, which also holds
 * whoever is not signed in. `user`: a person's own configuration, which they may change. `config-server`: the device fetches the policy of
 * its enrolment, without a sign-in.
 */
export function ownKeys({ mode, server, enrolment }: Wanted): OwnKey[] {
  const backend = `${server}/backend-api`
  const base: OwnKey = { path: ['chatgpt_base_url'], value: backend }
  if (mode === 'user') return [base, { path: ['openai_base_url'], value: `${backend}/codex` }]
  const { model_provider, model_providers } = forcedProvider(server)
  const provider: OwnKey[] = [
    { path: ['model_provider'], value: model_provider },
    ...Object.entries(model_providers).map(([name, value]) => ({ path: ['model_providers', name], value })),
  ]
  if (mode === 'system') return [base, { path: ['allowed_login_methods'], value: ['chatgpt'] }, ...provider]
  return [base, ...provider, { path: ['config_server', 'base_url'], value: `${server}/cfg/${enrolment}` }]
}

/** Why a call makes no sense; undefined when it does. */
export function whyNot({ mode, server, enrolment }: Wanted): string | undefined {
  if (!URL.canParse(server)) return `--server must be an address such as https://codex.example.com, not “${server}”.`
  const { protocol, pathname, search, hash, username, password, hostname } = new URL(server)
  if (pathname !== '/' || search || hash || username || password)
    return '--server takes scheme, host and port, and nothing behind it.'
  const loopback = hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]'
  if (protocol !== 'https:' && !(protocol === 'http:' && loopback))
    return 'The server must be on https: policy and model calls would travel in the clear.'
  if (mode !== 'config-server') {
    return enrolment === undefined ? undefined : '--enrolment belongs to --mode config-server.'
  }
  if (enrolment === undefined) return '--mode config-server needs --enrolment: the secret part of an enrolment address.'
  if (!/^[A-Za-z0-9_-]{8,200}$/.test(enrolment)) return '--enrolment takes the part of the enrolment address behind /cfg/.'
  return protocol === 'https:' ? undefined : 'Codex takes a config server on https only.'
}
