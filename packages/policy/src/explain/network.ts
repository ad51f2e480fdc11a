import { textOf } from '../evaluate/words.ts'
import { type Effect, type Explainers, listed, tableOf, tablesOf, textsOf } from './explainer.ts'

const named = (table: Record<string, unknown>, access: string) =>
  Object.entries(table)
    .filter(([, value]) => value === access)
    .map(([name]) => name)

/** The network of sandboxed commands. */
export const explainNetwork: Explainers = {
  experimental_network(value, add) {
    const network = tableOf(value)
    const on = network.enabled === true
    const say = (key: string, effect: Effect, sentence: string) =>
      add(
        ['experimental_network', key],
        on ? effect : 'no_effect',
        on ? sentence : `Without enabled = true this has no effect. ${sentence}`,
      )
    if (Object.hasOwn(network, 'enabled')) {
      const sentence = on
        ? 'Sandboxed commands that may use the network go through the client’s proxy, which holds the rules below.'
        : 'The network rules are switched off.'
      add(['experimental_network', 'enabled'], on ? 'limits' : 'no_effect', sentence)
    }
    const allowed = [...named(tableOf(network.domains), 'allow'), ...textsOf(network.allowed_domains)]
    const denied = [...named(tableOf(network.domains), 'deny'), ...textsOf(network.denied_domains)]
    const domainsKey = network.domains === undefined ? 'allowed_domains' : 'domains'
    const closed = network.managed_allowed_domains_only === true
    if (network[domainsKey] !== undefined) {
      const rest = closed ? 'nothing else' : 'for anything else the user is asked'
      say(domainsKey, 'allows', `Commands may reach ${listed(allowed)}; ${rest}.`)
    }
    if (denied.length > 0) {
      say(
        network.denied_domains === undefined ? 'domains' : 'denied_domains',
        'limits',
        `Commands never reach ${listed(denied)}; that beats whatever is allowed.`,
      )
    }
    if (network.review_domains !== undefined) {
      say('review_domains', 'limits', `Each access to ${listed(textsOf(network.review_domains))} is reviewed first.`)
    }
    explainDoors(network, say)
    const sockets = [...named(tableOf(network.unix_sockets), 'allow'), ...textsOf(network.allow_unix_sockets)]
    if (sockets.length > 0) {
      say(
        network.unix_sockets === undefined ? 'allow_unix_sockets' : 'unix_sockets',
        'allows',
        `Commands may use the sockets ${listed(sockets)}.`,
      )
    }
    for (const [index, injection] of tablesOf(network.header_injections).entries()) {
      const sentence = `The client adds the headers ${listed(Object.keys(tableOf(injection.headers)))} to requests to ${textOf(injection.host)}.`
      add(['experimental_network', 'header_injections', index], on ? 'sets' : 'no_effect', sentence)
    }
  },
}

/** Each with what `true` and what `false` means, and the effect of `true`. */
const doors: Readonly<Record<string, [effect: Effect, yes: string, no: string]>> = {
  managed_allowed_domains_only: [
    'limits',
    'Only the domains of this policy count; users cannot add their own.',
    'Users may add domains of their own.',
  ],
  dangerously_allow_all_unix_sockets: [
    'allows',
    'Commands may use every unix socket, the one of Docker too: that is full control of the device.',
    'Commands may use only the unix sockets that are named.',
  ],
  dangerously_allow_non_loopback_proxy: [
    'allows',
    'Other machines may use the client’s proxy.',
    'Only the device itself may use the client’s proxy.',
  ],
  allow_local_binding: [
    'allows',
    'Commands may open listening ports and reach the device and the local network.',
    'Commands may not open listening ports nor reach local addresses by wildcard.',
  ],
  allow_upstream_proxy: ['allows', 'The client’s proxy may go through another proxy.', 'The client’s proxy goes straight out.'],
}

function explainDoors(network: Record<string, unknown>, say: (key: string, effect: Effect, sentence: string) => void): void {
  for (const [key, [effect, yes, no]] of Object.entries(doors)) {
    if (network[key] === true) say(key, effect, yes)
    else if (network[key] === false) say(key, effect === 'limits' ? 'allows' : 'limits', no)
  }
  for (const key of ['http_port', 'socks_port']) {
    if (typeof network[key] === 'bigint') say(key, 'sets', `The client’s proxy listens on port ${network[key]}.`)
  }
}
