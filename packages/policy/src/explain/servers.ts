import { identityText } from '../evaluate/mcp.ts'
import { textOf } from '../evaluate/words.ts'
import type { Path, TomlValue } from '../toml/parse-toml.ts'
import { type Add, type Explainers, listed, tableOf } from './explainer.ts'

/** MCP servers, plugins, marketplaces and connectors. */
export const explainServers: Explainers = {
  mcp_servers(value, add) {
    explainList(value, ['mcp_servers'], 'MCP server', add)
  },
  plugins(value, add) {
    for (const [name, plugin] of Object.entries(tableOf(value))) {
      const servers = tableOf(plugin).mcp_servers
      if (servers !== undefined) explainList(servers, ['plugins', name, 'mcp_servers'], `MCP server of the plugin ${name}`, add)
    }
  },
  marketplaces(value, add) {
    const { restrict_to_allowed_sources: only, allowed_sources: sources } = tableOf(value)
    if (typeof only === 'boolean') {
      const sentence = only
        ? `Plugins come only from the sources ${listed(Object.keys(tableOf(sources)))}.`
        : 'Plugins may come from any source.'
      add(['marketplaces', 'restrict_to_allowed_sources'], only ? 'limits' : 'allows', sentence)
    }
    for (const [name, source] of Object.entries(tableOf(sources))) {
      const { url, host_pattern: host, path } = tableOf(source)
      const where = [url, host, path].find((it) => typeof it === 'string')
      const effect = only === true ? 'allows' : 'no_effect'
      add(['marketplaces', 'allowed_sources', name], effect, `Plugins may come from ${name} (${textOf(where ?? 'nowhere')}).`)
    }
  },
  apps(value, add) {
    for (const [name, app] of Object.entries(tableOf(value))) {
      const { enabled, tools } = tableOf(app)
      if (typeof enabled === 'boolean') {
        const sentence = enabled ? `The connector ${name} may be used.` : `The connector ${name} is switched off.`
        add(['apps', name, 'enabled'], enabled ? 'allows' : 'limits', sentence)
      }
      for (const [tool, settings] of Object.entries(tableOf(tools))) {
        const mode = tableOf(settings).approval_mode
        if (typeof mode !== 'string') continue
        add(['apps', name, 'tools', tool], 'limits', `The tool ${tool} of ${name} has the approval mode ${mode}.`)
      }
    }
  },
}

function explainList(value: TomlValue, path: Path, noun: string, add: Add): void {
  const entries = Object.entries(tableOf(value))
  if (entries.length === 0) add(path, 'limits', `Every ${noun} is disabled.`)
  for (const [name, server] of entries) {
    const sentence = `The ${noun} ${name} may be used as ${identityText(tableOf(tableOf(server).identity))}; what is not listed is disabled.`
    add([...path, name], 'limits', sentence)
  }
}
