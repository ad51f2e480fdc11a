import { isTable, type Path, type TomlTable } from '../toml/parse-toml.ts'
import type { Area } from './area.ts'
import type { Findings } from './findings.ts'

interface Pattern {
  text: string
  path: Path
  part: 'key' | 'value'
}

/** The network of commands (PO-11, client 0.169.0 §18.10). */
export const checkNetwork: Area = (root, findings) => {
  const network = root.experimental_network
  if (!isTable(network)) return
  const at = (key: string): Path => ['experimental_network', key]
  refuseMixed(network, at, findings)
  for (const pattern of patternsOf(network)) checkPattern(pattern, network.enabled === true, findings)
  for (const socket of socketsOf(network)) {
    if (socket.text.startsWith('/')) continue
    const effect = network.enabled === true ? 'breaks_sessions' : 'ineffective'
    const message = 'A socket is named by its absolute path; with enabled = true every session fails.'
    findings.add(effect, 'network_pattern_breaks', socket.path, message, 'Write a path such as "/run/app.sock".', socket.part)
  }
  if (network.enabled !== true && Object.keys(network).some((key) => key !== 'enabled')) {
    const message = 'Without enabled = true these network rules have no effect: the client does not start its proxy.'
    findings.add('ineffective', 'network_not_enabled', ['experimental_network'], message, 'Add enabled = true.', 'key')
  }
  for (const [key, danger] of Object.entries(wideDoors)) {
    if (network[key] === true) {
      findings.add('ineffective', 'network_wide_open', at(key), danger, `Set ${key} = false unless it is meant.`)
    }
  }
  if (network.enabled === true && (network.domains || network.allowed_domains) && network.managed_allowed_domains_only !== true) {
    const message = 'Users can add their own domains to this list.'
    findings.add(
      'note',
      'network_allows_other_way_out',
      ['experimental_network'],
      message,
      'Set managed_allowed_domains_only = true.',
      'key',
    )
  }
}

const wideDoors: Readonly<Record<string, string>> = {
  dangerously_allow_all_unix_sockets:
    'Every unix socket is open to commands: the Docker socket among them gives full control of the device.',
  dangerously_allow_non_loopback_proxy: 'Other machines can use the client’s proxy.',
  allow_local_binding: 'Commands can open listening ports and reach every service on the local network.',
}

function refuseMixed(network: TomlTable, at: (key: string) => Path, findings: Findings): void {
  for (const [table, lists] of Object.entries({
    domains: ['allowed_domains', 'denied_domains'],
    unix_sockets: ['allow_unix_sockets'],
  })) {
    if (network[table] === undefined) continue
    for (const list of lists) {
      if (network[list] === undefined) continue
      const message = `${list} cannot stand beside ${table}, not even empty: the client refuses the two together.`
      findings.add(
        'refused',
        'network_mixed_lists',
        at(list),
        message,
        `Move the entries into ${table}, or remove ${table}.`,
        'key',
      )
    }
  }
}

function* patternsOf(network: TomlTable): Generator<Pattern> {
  for (const key of ['allowed_domains', 'denied_domains', 'review_domains']) {
    const list = network[key]
    if (!Array.isArray(list)) continue
    for (const [index, text] of list.entries()) {
      if (typeof text === 'string') yield { text, path: ['experimental_network', key, index], part: 'value' }
    }
  }
  if (!isTable(network.domains)) return
  for (const text of Object.keys(network.domains)) yield { text, path: ['experimental_network', 'domains', text], part: 'key' }
}

function* socketsOf(network: TomlTable): Generator<Pattern> {
  const path = ['experimental_network', 'allow_unix_sockets']
  const list = Array.isArray(network.allow_unix_sockets) ? network.allow_unix_sockets : []
  for (const [index, text] of list.entries()) if (typeof text === 'string') yield { text, path: [...path, index], part: 'value' }
  if (!isTable(network.unix_sockets)) return
  for (const text of Object.keys(network.unix_sockets))
    yield { text, path: ['experimental_network', 'unix_sockets', text], part: 'key' }
}

function checkPattern({ text, path, part }: Pattern, enabled: boolean, findings: Findings): void {
  if (isEveryHost(text)) {
    if (path[1] === 'review_domains') return
    const message = `"${text}" stands for every host; the client refuses it.`
    findings.add(
      'refused',
      'network_pattern_refused',
      path,
      message,
      'Name hosts, or use scoped wildcards such as *.example.com.',
      part,
    )
    return
  }
  const problem = patternProblem(text)
  if (problem) {
    const shown = text.slice(0, 60)
    const fix = 'Write a host such as api.example.com, *.example.com (subdomains) or **.example.com (with the domain itself).'
    if (enabled) {
      findings.add(
        'breaks_sessions',
        'network_pattern_breaks',
        path,
        `"${shown}" is not a host pattern (${problem}): the client starts, but every session fails.`,
        fix,
        part,
      )
    } else {
      findings.add(
        'ineffective',
        'network_pattern_breaks',
        path,
        `"${shown}" is not a host pattern (${problem}); with enabled = true every session would fail.`,
        fix,
        part,
      )
    }
  }
}

/** A pattern that, once brackets, port, dots and case are taken off, is a bare `*`. */
function isEveryHost(text: string): boolean {
  const pattern = text.trim()
  if (pattern === '*') return true
  const apex = pattern.startsWith('**.')
  const scoped = apex || pattern.startsWith('*.')
  const host = bareHost(scoped ? pattern.slice(apex ? 3 : 2) : pattern)
  return scoped ? apex && host.trim() === '*' : host === '*'
}

function bareHost(text: string): string {
  const host = text.trim()
  const end = host.startsWith('[') ? host.indexOf(']') : -1
  const inner = end > 0 ? host.slice(1, end) : host.split(':').length === 2 ? (host.split(':')[0] ?? '') : host
  let length = inner.length
  while (inner[length - 1] === '.') length--
  return inner.slice(0, length).toLowerCase()
}

/** Why the client's proxy cannot compile a pattern once it is enabled, or undefined (each seen with `codex exec`). */
function patternProblem(text: string): string | undefined {
  const pattern = text.trim()
  const host = pattern.replace(/^\*{1,2}\./, '')
  if (bareHost(host).trim() === '') return 'it names no host'
  if (host.includes('**')) return 'a repeated * is only read as **. at the start'
  if (/[[\]]/.test(host))
    return /^\[[0-9a-f.%]*:[0-9a-f:.%]*\](:\d*)?$/i.test(host) ? undefined : 'brackets are only for IPv6 addresses'
  const odd = /[^\w.*?:%@#+!,\u0080-\uffff-]/.exec(host)
  return odd ? `it contains ${JSON.stringify(odd[0])}` : undefined
}
