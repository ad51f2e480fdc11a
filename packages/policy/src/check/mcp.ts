import { isTable, type Path, type TomlTable, type TomlValue } from '../toml/parse-toml.ts'
import type { Area } from './area.ts'
import type { Findings } from './findings.ts'
import { regexProblem } from './regex.ts'

/** MCP servers, plugins and marketplaces (PO-13, client 0.169.0 §18.12). */
export const checkMcp: Area = (root, findings) => {
  checkServers(root.mcp_servers, ['mcp_servers'], findings)
  if (isTable(root.mcp_servers) && Object.keys(root.mcp_servers).length === 0) {
    findings.add('note', 'mcp_none_allowed', ['mcp_servers'], 'The list is empty: every MCP server is disabled.')
  }
  if (isTable(root.plugins)) {
    for (const [name, plugin] of Object.entries(root.plugins)) {
      if (isTable(plugin)) checkServers(plugin.mcp_servers, ['plugins', name, 'mcp_servers'], findings)
    }
  }
  checkMarketplaces(root.marketplaces, findings)
}

function checkServers(servers: TomlValue | undefined, path: Path, findings: Findings): void {
  if (!isTable(servers)) return
  for (const [name, server] of Object.entries(servers)) {
    if (isTable(server) && isTable(server.identity)) checkIdentity(server.identity, [...path, name, 'identity'], findings)
  }
}

function checkIdentity(identity: TomlTable, path: Path, findings: Findings): void {
  if (typeof identity.command === 'string' || typeof identity.url === 'string') {
    const used = typeof identity.command === 'string' ? 'command' : 'url'
    for (const key of Object.keys(identity)) {
      if (key === used) continue
      findings.add(
        'ineffective',
        'mcp_identity',
        [...path, key],
        `The client uses ${used} and ignores ${key} beside it.`,
        `Remove ${key}.`,
        'key',
      )
    }
    if (identity[used] === '')
      findings.add(
        'ineffective',
        'mcp_identity',
        [...path, used],
        `The ${used} is empty: no server fits.`,
        'Name it, or remove the entry.',
      )
    return
  }
  if (isTable(identity.url)) checkMatcher(identity.url, [...path, 'url'], findings)
  const args = isTable(identity.command) ? identity.command.args : undefined
  if (!Array.isArray(args)) return
  for (const [index, matcher] of args.entries())
    if (isTable(matcher)) checkMatcher(matcher, [...path, 'command', 'args', index], findings)
}

function checkMatcher(matcher: TomlTable, path: Path, findings: Findings): void {
  if (matcher.match !== 'regex' || typeof matcher.expression !== 'string') return
  const problem = regexProblem(matcher.expression, 'lite')
  if (!problem) return
  const message = `The client cannot read this regular expression: ${problem}.`
  findings.add('refused', 'mcp_regex', [...path, 'expression'], message, 'Write it without look-around, \\p and nested classes.')
}

const neededBySource: Readonly<Record<string, string>> = { git: 'url', host_pattern: 'host_pattern', local: 'path' }

function checkMarketplaces(marketplaces: TomlValue | undefined, findings: Findings): void {
  const sources = isTable(marketplaces) ? marketplaces.allowed_sources : undefined
  if (!isTable(sources)) return
  for (const [name, source] of Object.entries(sources)) {
    if (!isTable(source)) continue
    const path = ['marketplaces', 'allowed_sources', name]
    const needed = typeof source.source === 'string' ? neededBySource[source.source] : 'source'
    if (needed && source[needed] === undefined) {
      findings.add(
        'ineffective',
        'marketplace_source',
        path,
        `The source has no ${needed}: it allows nothing.`,
        `Add ${needed} = "…".`,
        'key',
      )
    }
  }
}
