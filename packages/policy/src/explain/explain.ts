import { readingOf, type Subject } from '../evaluate/reading.ts'
import { type RequirementKey, requirementFields } from '../schema/requirements.ts'
import { isTable, type TomlTable, valueAt } from '../toml/parse-toml.ts'
import { explainChoices } from './choices.ts'
import { collect, type Explained, type Explainers } from './explainer.ts'
import { explainHooks } from './hooks.ts'
import { explainNetwork } from './network.ts'
import { explainPermissions } from './permissions.ts'
import { explainRules, rulesReach } from './rules.ts'
import { explainServers } from './servers.ts'
import { explainSwitches } from './switches.ts'

/** Every key a bundle can carry. */
const explainers: Explainers = {
  ...explainChoices,
  ...explainPermissions,
  ...explainRules,
  ...explainNetwork,
  ...explainServers,
  ...explainHooks,
  ...explainSwitches,
}

/**
 * A policy as plain sentences, in the order of the client's keys: what it limits, allows and sets, what has no effect, and what people
 * expect and it does not limit. `subject` is a document or the bundle a group is served. Empty when it is not TOML; never throws.
 */
export function explainPolicy(subject: Subject): Explained[] {
  const reading = readingOf(subject)
  if (!reading) return []
  const explained: Explained[] = []
  const add = collect(reading, explained)
  for (const [key, value] of inOrder(reading.root)) {
    const explainer = Object.hasOwn(requirementFields, key) ? explainers[key as RequirementKey] : undefined // known by the line above
    if (explainer) explainer(value, add)
    else add([key], 'no_effect', `The client knows no requirement ${key.slice(0, 60)} and ignores it.`)
  }
  for (const { place, message } of reading.ignored) {
    const { key, fragment, line } = place
    explained.push({ key, sentence: message, effect: 'no_effect', ...(fragment === undefined ? {} : { fragment }), line })
  }
  return [...explained, ...missing(reading.root)]
}

const order = new Map(Object.keys(requirementFields).map((key, index) => [key, index]))
const inOrder = (root: TomlTable) =>
  Object.entries(root).toSorted(([a], [b]) => (order.get(a) ?? order.size) - (order.get(b) ?? order.size))

/** What a reader would take for granted. */
function missing(root: TomlTable): Explained[] {
  const not = (key: RequirementKey, sentence: string): Explained[] => [{ key, sentence, effect: 'missing' }]
  const sandbox = root.allowed_sandbox_modes ?? root.remote_sandbox_config ?? root.allowed_permission_profiles
  const denyRead = valueAt(root, ['permissions', 'filesystem', 'deny_read'])
  return [
    ...(sandbox === undefined && denyRead === undefined
      ? not('allowed_sandbox_modes', 'The sandbox is not limited: users may switch it off.')
      : []),
    ...(root.allowed_approval_policies === undefined
      ? not('allowed_approval_policies', 'Approvals are not limited: users may choose never to be asked.')
      : []),
    ...(root.allowed_web_search_modes === undefined
      ? not('allowed_web_search_modes', 'Web search is not limited: users may search the live web.')
      : []),
    ...(root.mcp_servers === undefined ? not('mcp_servers', 'MCP servers are not limited: users may add any.') : []),
    ...(isTable(root.experimental_network) && root.experimental_network.enabled === true
      ? []
      : not('experimental_network', 'The network is not limited by host: a sandbox with network reaches every host.')),
    ...(isTable(root.rules) ? not('rules', rulesReach) : not('rules', 'No command is forbidden or asked for by a rule.')),
  ]
}
