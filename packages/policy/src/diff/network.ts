import { listed, tableOf, textsOf } from '../explain/explainer.ts'
import type { TomlTable, TomlValue } from '../toml/parse-toml.ts'
import { type ChangeEffect, type Comparer, canonical } from './change.ts'

/** What `true` does; `false` and nothing are the same. */
const doors: Readonly<Record<string, 'tightened' | 'loosened'>> = {
  managed_allowed_domains_only: 'tightened',
  dangerously_allow_all_unix_sockets: 'loosened',
  dangerously_allow_non_loopback_proxy: 'loosened',
  allow_local_binding: 'loosened',
  allow_upstream_proxy: 'loosened',
}
const settings = ['http_port', 'socks_port', 'header_injections'] as const

const opposite = { tightened: 'loosened', loosened: 'tightened' } as const

/** The network of commands: without `enabled = true` nothing of it counts, so only what is in force is compared. */
export const compareNetwork: Comparer = (before, after, report) => {
  const [was, is] = [tableOf(before), tableOf(after)]
  const [wasOn, isOn] = [was.enabled === true, is.enabled === true]
  const at = (key: string) => ['experimental_network', key]
  if (!wasOn && !isOn) {
    const sentence = 'The network rules differ, but without enabled = true they have no effect.'
    return report(['experimental_network'], 'no_effect', null, null, sentence)
  }
  if (wasOn !== isOn) {
    const list = listed([...accessOf(isOn ? is : was)].map(([name, access]) => `${access} ${name}`))
    const sentence = isOn
      ? `Sandboxed commands with network now go through the client’s proxy with its rules: ${list}.`
      : `Sandboxed commands with network no longer go through the client’s proxy; its rules are gone: ${list}.`
    report(at('enabled'), isOn ? 'tightened' : 'loosened', String(wasOn), String(isOn), sentence)
  } else compareHosts(was, is, (...rest) => report(at('domains'), ...rest))
  for (const [key, effect] of Object.entries(doors)) {
    const [old, now] = [wasOn && was[key] === true, isOn && is[key] === true]
    if (old !== now)
      report(at(key), now ? effect : opposite[effect], String(old), String(now), `${key} is ${now ? 'now' : 'no longer'} on.`)
  }
  compareSockets(wasOn ? was : {}, isOn ? is : {}, (...rest) => report(at('unix_sockets'), ...rest))
  if (wasOn && isOn) {
    for (const key of settings) {
      if (canonical(was[key]) !== canonical(is[key]))
        report(at(key), 'changed', null, null, `${key} of the client’s proxy changes.`)
    }
  }
}

type Say = (effect: ChangeEffect, before: string | null, after: string | null, sentence: string) => void

const rank = { allow: 0, none: 1, review: 2, deny: 3 } as const
type Access = keyof typeof rank
const said = { allow: 'allowed', none: 'not listed', review: 'to be reviewed', deny: 'denied' } as const

function compareHosts(was: TomlTable, is: TomlTable, say: Say): void {
  const [old, now] = [accessOf(was), accessOf(is)]
  for (const host of new Set([...old.keys(), ...now.keys()])) {
    const [from, to] = [old.get(host) ?? 'none', now.get(host) ?? 'none']
    if (from === to) continue
    const effect = rank[to] > rank[from] ? 'tightened' : 'loosened'
    say(effect, said[from], said[to], `For commands ${host} was ${said[from]} and is now ${said[to]}.`)
  }
}

/** Each host with the strictest that is said about it. */
function accessOf(network: TomlTable): Map<string, Access> {
  const access = new Map<string, Access>()
  const put = (host: string, next: Access) => {
    const name = host.trim().toLowerCase()
    const known = access.get(name)
    if (!known || rank[known] < rank[next]) access.set(name, next)
  }
  for (const [host, value] of Object.entries(tableOf(network.domains)))
    if (value === 'allow' || value === 'deny') put(host, value)
  for (const host of textsOf(network.allowed_domains)) put(host, 'allow')
  for (const host of textsOf(network.review_domains)) put(host, 'review')
  for (const host of textsOf(network.denied_domains)) put(host, 'deny')
  return access
}

function compareSockets(was: TomlTable, is: TomlTable, say: Say): void {
  const allowed = (network: TomlTable) => {
    const table = Object.entries(tableOf(network.unix_sockets)).filter(([, value]: [string, TomlValue]) => value === 'allow')
    return new Set([...table.map(([name]) => name), ...textsOf(network.allow_unix_sockets)])
  }
  const [old, now] = [allowed(was), allowed(is)]
  for (const socket of new Set([...old, ...now])) {
    if (old.has(socket) === now.has(socket)) continue
    const open = now.has(socket)
    say(
      open ? 'loosened' : 'tightened',
      open ? null : 'allow',
      open ? 'allow' : null,
      `Commands may ${open ? 'now' : 'no longer'} use the socket ${socket}.`,
    )
  }
}
