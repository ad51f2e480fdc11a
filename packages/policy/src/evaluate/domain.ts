import { isTable, type Path, type TomlTable } from '../toml/parse-toml.ts'
import { bareHost, hostFits, isLocal } from './host-pattern.ts'
import { type Answer, answer } from './question.ts'
import { once, type Place, type Reading } from './reading.ts'

interface Pattern {
  text: string
  path: Path
  part: 'key' | 'value'
}

/**
 * Whether sandboxed commands reach a host (PO-11; seen with client 0.169.0): a denial wins, reviewed hosts are never just allowed, the
 * rest must be on the list. Nothing of it holds where the sandbox is off, and a sandbox without network stays without.
 */
export function evaluateDomain(reading: Reading, given: string): Answer {
  const network = reading.root.experimental_network
  if (!isTable(network)) {
    const sentence =
      'This policy has no network rules for commands: the sandbox mode and the user’s settings decide whether they reach a host.'
    return answer('not_restricted', null, sentence)
  }
  const at = (key: string) => reading.place(['experimental_network', key])
  if (network.enabled !== true) {
    const sentence = 'The network rules have no effect, because enabled = true is missing: the client does not start its proxy.'
    return answer('not_restricted', reading.place(['experimental_network']), sentence)
  }
  const host = bareHost(given)
  const { denied, allowed, reviewed } = once(reading, patternsOf)
  const fitting = (patterns: readonly Pattern[]) => patterns.filter(({ text }) => hostFits(text, host))
  const place = ({ path, part }: Pattern): Place => reading.place(path, part)
  const [no, ...more] = fitting(denied)
  const yes = fitting(allowed)
  const blocked = (why: string) => `Network access to "${host}" was blocked: ${why}.`
  if (no) {
    const words = blocked('domain is explicitly denied by policy and cannot be approved from this prompt')
    const sentence = `Commands cannot reach ${host}, because the policy denies ${no.text}.`
    return answer('denied', place(no), sentence, words, [...more, ...yes].map(place))
  }
  const [review] = fitting(reviewed)
  const [first] = yes
  const closed = network.managed_allowed_domains_only === true
  if (review) return reviewedHost(host, closed, place(review), yes.map(place))
  if (!first) {
    if (!closed) {
      const sentence = `${host} is not on the list: the user is asked, and may have allowed it in the own settings.`
      return answer(
        'prompted',
        at(network.domains === undefined ? 'enabled' : 'domains'),
        sentence,
        'an approval request for the host',
      )
    }
    const sentence = `Commands cannot reach ${host}, because only the domains of the policy count and it is not among them.`
    return answer(
      'denied',
      at('managed_allowed_domains_only'),
      sentence,
      blocked('domain is not on the allowlist for the current sandbox mode'),
    )
  }
  if (isLocal(host) && network.allow_local_binding !== true && !named(first, host)) {
    const sentence = `Commands cannot reach ${host}: it is a local or private address, and allow_local_binding is not true.`
    return answer(
      'denied',
      network.allow_local_binding === undefined ? place(first) : at('allow_local_binding'),
      sentence,
      blocked('local/private network addresses are blocked by the sandbox policy'),
      [place(first)],
    )
  }
  const sentence = `Commands in a sandbox with network can reach ${host}, because the policy allows ${first.text}.`
  return answer('allowed', place(first), sentence, null, yes.slice(1).map(place))
}

function reviewedHost(host: string, closed: boolean, place: Place, wins: Place[]): Answer {
  if (closed) {
    const sentence = `Commands cannot reach ${host}: it is to be reviewed, and with managed_allowed_domains_only nobody can approve it.`
    const words = `Network access to "${host}" was blocked: domain is not on the allowlist for the current sandbox mode.`
    return answer('denied', place, sentence, words, wins)
  }
  return answer(
    'prompted',
    place,
    `Each access to ${host} is reviewed first, even when it is allowed.`,
    'an approval request for the host',
    wins,
  )
}

/** A local address passes when it is written out, not by a wildcard. */
const named = ({ text }: Pattern, host: string) => bareHost(text) === host

function patternsOf({ root }: Reading): { denied: Pattern[]; allowed: Pattern[]; reviewed: Pattern[] } {
  const network: TomlTable = isTable(root.experimental_network) ? root.experimental_network : {}
  const table = isTable(network.domains) ? Object.entries(network.domains) : []
  const withAccess = (access: string) =>
    table
      .filter(([, value]) => value === access)
      .map(([text]): Pattern => ({ text, path: ['experimental_network', 'domains', text], part: 'key' }))
  const listed = (key: string) => {
    const list = Array.isArray(network[key]) ? network[key] : []
    return list.flatMap((text, index): Pattern[] =>
      typeof text === 'string' ? [{ text, path: ['experimental_network', key, index], part: 'value' }] : [],
    )
  }
  return {
    denied: [...withAccess('deny'), ...listed('denied_domains')],
    allowed: [...withAccess('allow'), ...listed('allowed_domains')],
    reviewed: listed('review_domains'),
  }
}
