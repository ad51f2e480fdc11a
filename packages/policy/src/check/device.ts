import { isTable, type Path, type TomlTable } from '../toml/parse-toml.ts'
import type { Area } from './area.ts'
import type { Findings } from './findings.ts'

/** Paths on the device, the desktop application, and texts (client 0.169.0 §18.8, 18.15, 18.18). */
export const checkDevice: Area = (root, findings) => {
  for (const key of ['sqlite_home', 'log_dir'] as const) checkFolder(root[key], key, findings)
  if (typeof root.model_catalog_json === 'string') checkCatalog(root.model_catalog_json, findings)
  for (const key of ['guardian_policy_config', 'guardian_extra_policy'] as const) {
    const text = root[key]
    if (typeof text === 'string' && text.trim() === '') {
      findings.add(
        'ineffective',
        'guardian_blank',
        [key],
        `${key} is blank: the client ignores it.`,
        'Write the text, or remove the key.',
      )
    }
  }
  checkInstructions(root, findings)
  if (isTable(root.application)) checkApplication(root.application, findings)
}

function checkFolder(value: unknown, key: string, findings: Findings): void {
  if (typeof value !== 'string' || /^(\/|~\/|~$)/.test(value)) return
  const message = `${key} is relative: it lies below the client’s own folder.`
  findings.add('ineffective', 'path_relative', [key], message, 'Write an absolute path.')
}

function checkCatalog(path: string, findings: Findings): void {
  if (path.startsWith('/') && !path.endsWith('/')) {
    const message = 'On every device where this file is missing or is not JSON, the client refuses to start.'
    findings.add('refused', 'path_must_exist', ['model_catalog_json'], message, 'Serve the models from the gateway instead.')
    return
  }
  const message = 'The file must exist on each device; without an absolute path the client refuses to start.'
  findings.add('refused', 'path_must_exist', ['model_catalog_json'], message, 'Remove the key.')
}

/** The client estimates four bytes a token and adds its own frame of 169 bytes; more than 10,000 tokens are refused. */
function checkInstructions(root: TomlTable, findings: Findings): void {
  const text = root.additional_developer_instructions
  if (typeof text !== 'string') return
  const tokens = Math.ceil((new TextEncoder().encode(text).length + 169) / 4)
  if (tokens <= 10_000) return
  const message = `The instructions are too long: about ${tokens} tokens, and the client refuses more than 10,000.`
  findings.add(
    'refused',
    'instructions_too_long',
    ['additional_developer_instructions'],
    message,
    'Shorten the text to less than 39,000 bytes.',
  )
}

function checkApplication(application: TomlTable, findings: Findings): void {
  if (isTable(application.storage)) {
    for (const [key, value] of Object.entries(application.storage)) {
      if (typeof value !== 'string' || /^(\/|~\/|~$)/.test(value)) continue
      findings.add(
        'refused',
        'application_path',
        ['application', 'storage', key],
        'The path must be absolute.',
        'Begin with / or ~/.',
      )
    }
  }
  const network = application.network
  if (!isTable(network)) return
  if (network.enabled !== false) {
    const message = 'Unless enabled = false this cuts the command-line client off from its own model server: every session fails.'
    const path = ['application', 'network', ...(network.enabled === undefined ? [] : ['enabled'])]
    findings.add('breaks_sessions', 'application_network_blocks_client', path, message, 'Use experimental_network for commands.')
  }
  if (isTable(network.domains)) checkHosts(Object.keys(network.domains), ['application', 'network', 'domains'], findings)
}

function checkHosts(hosts: readonly string[], path: Path, findings: Findings): void {
  const seen = new Set<string>()
  for (const host of hosts) {
    const plain = host.toLowerCase().replace(/\.$/, '')
    if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/.test(plain) || plain.length > 253) {
      const message = 'Only exact ASCII host names are read here: no address in brackets, port, path or wildcard.'
      findings.add('refused', 'application_domain', [...path, host], message, 'Write a host such as "api.example.com".', 'key')
    } else if (seen.has(plain)) {
      findings.add(
        'refused',
        'application_domain',
        [...path, host],
        'The same host stands here twice, spelled differently.',
        'Remove one of them.',
        'key',
      )
    }
    seen.add(plain)
  }
}
