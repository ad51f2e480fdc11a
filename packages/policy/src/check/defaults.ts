import type { Fragment } from '../bundle/bundle.ts'
import { mergeFragments } from '../bundle/merge-fragments.ts'
import type { ReadFragment } from '../bundle/read-fragment.ts'
import type { ClientVersion } from '../problem.ts'
import { agentsFields, configFields } from '../schema/config.ts'
import { matchShape } from '../schema/match-shape.ts'
import { requirementFields } from '../schema/requirements.ts'
import { looseTable, table } from '../schema/shape.ts'
import { useUsualForms } from '../schema/use-usual-forms.ts'
import { isTable, parseToml, type TomlTable } from '../toml/parse-toml.ts'
import { clampedDefaults } from './clamped-defaults.ts'
import { type Findings, newFindings } from './findings.ts'
import { checkModels } from './models.ts'
import type { newReport } from './report.ts'

/** Misspelt keys are told apart from those meant for the policy. */
const shape = table({
  ...configFields,
  ...Object.fromEntries(
    Object.keys(requirementFields)
      .filter((key) => !Object.hasOwn(configFields, key))
      .map((key) => [key, { is: 'anything' as const }]),
  ),
})
const agents = looseTable(agentsFields)

/**
 * Judges the managed defaults of a bundle (`config_toml`): config.toml keys below the user's own. The client merges the fragments, the first
 * one wins, and types the whole (0.169.0). `requirements`: what is required beside them.
 */
export function checkDefaultFragments(
  fragments: readonly Fragment[],
  requirements: TomlTable,
  client: ClientVersion,
  report: ReturnType<typeof newReport>,
): void {
  const reads: ReadFragment[] = []
  for (const fragment of fragments) {
    const parsed = parseToml(fragment.contents)
    if (!parsed.ok && client === '0.130.0') continue
    if (!parsed.ok) {
      report.addUnreadable({ fragment, ...parsed })
      continue
    }
    const findings = newFindings()
    const usual = useUsualForms(parsed.root, shape, [], findings)
    reads.push({ fragment, root: isTable(usual) ? usual : parsed.root, findings, spelled: new Map() })
  }
  const [first, ...lower] = reads
  if (!first) return
  const merged = mergeFragments([first, ...lower])
  if (client === '0.130.0') {
    const message = 'Client 0.130.0 does not ask for managed defaults: they have no effect there.'
    report.check((findings) => findings.add('note', 'client_too_old', [], message), merged.locate)
    return
  }
  for (const read of reads) report.addAll(read.findings, (path) => ({ from: read, path }))
  report.check((findings) => {
    matchShape(merged.root, shape, [], findings)
    if (isTable(merged.root.agents)) matchShape(merged.root.agents, agents, ['agents'], findings)
    checkMeaning(merged.root, requirements, findings)
    clampedDefaults(merged.root, requirements, findings)
  }, merged.locate)
}

function checkMeaning(root: TomlTable, requirements: TomlTable, findings: Findings): void {
  const forced = requirements.model_provider !== undefined
  const providers = {
    ...(isTable(requirements.model_providers) ? requirements.model_providers : {}),
    ...(isTable(root.model_providers) ? root.model_providers : {}),
  }
  const models: TomlTable = { model_providers: providers }
  if (!forced && root.model_provider !== undefined) models.model_provider = root.model_provider
  checkModels(models, findings, 'document')
  for (const key of Object.keys(root)) {
    if (!Object.hasOwn(requirementFields, key) || Object.hasOwn(configFields, key)) continue
    const message = `${key} is a requirement: among the defaults the client ignores it.`
    findings.add('ineffective', 'misplaced_key', [key], message, 'Move it into the policy itself.', 'key')
  }
  const refuse = (key: string, message: string, fix: string) => findings.add('refused', 'defaults_value', [key], message, fix)
  if (typeof root.profile === 'string') refuse('profile', 'The client no longer reads profile, and refuses it.', 'Remove it.')
  if (typeof root.experimental_thread_store_endpoint === 'string')
    refuse('experimental_thread_store_endpoint', 'The client no longer reads this key, and refuses it.', 'Remove it.')
  for (const key of ['model_instructions_file', 'experimental_compact_prompt_file', 'model_catalog_json']) {
    if (typeof root[key] === 'string')
      findings.add(
        'refused',
        'path_must_exist',
        [key],
        'On every device where this file is missing the client refuses to start.',
        'Remove the key.',
      )
  }
  if (typeof root.forced_chatgpt_workspace_id === 'string' && root.forced_chatgpt_workspace_id.includes(','))
    refuse('forced_chatgpt_workspace_id', 'Several ids are written as an array.', 'Write ["…", "…"].')
  if (root.forced_login_method === 'api') {
    const message = 'This signs out everybody who is signed in to this server: no session works.'
    findings.add('breaks_sessions', 'defaults_value', ['forced_login_method'], message, 'Write "chatgpt", or remove the key.')
  }
  if (isTable(root.mcp_servers)) checkServers(root.mcp_servers, findings)
  checkProfile(root, requirements, findings)
}

function checkServers(servers: TomlTable, findings: Findings): void {
  for (const [name, server] of Object.entries(servers)) {
    if (!isTable(server)) continue
    const path = ['mcp_servers', name]
    if ((server.command === undefined) === (server.url === undefined))
      findings.add(
        'refused',
        'defaults_value',
        path,
        'A server has a command or a url, and not both.',
        'Write one of them.',
        'key',
      )
    else if (server.required === true) {
      const message = 'Where this server does not start, no session starts either.'
      findings.add('ineffective', 'defaults_value', [...path, 'required'], message, 'Remove required unless it is meant.')
    }
  }
}

function checkProfile(root: TomlTable, requirements: TomlTable, findings: Findings): void {
  const defined = {
    ...(isTable(requirements.permissions) ? requirements.permissions : {}),
    ...(isTable(root.permissions) ? root.permissions : {}),
  }
  const chosen = root.default_permissions
  if (
    isTable(root.permissions) &&
    Object.keys(root.permissions).length > 0 &&
    chosen === undefined &&
    requirements.default_permissions === undefined
  ) {
    const message = 'Profiles are defined, but no default is chosen: the client refuses to start.'
    findings.add('refused', 'permission_default', ['permissions'], message, 'Add default_permissions.', 'key')
  }
  if (typeof chosen !== 'string' || chosen.startsWith(':') || Object.hasOwn(defined, chosen)) return
  const message = 'No profile of this name is defined: the client refuses to start.'
  findings.add(
    'refused',
    'permission_default',
    ['default_permissions'],
    message,
    'Choose ":workspace" or ":read-only", or define it.',
  )
}
