import { knownFeatures, legacyFeatures, removedFeatures } from '../check/feature-names.ts'
import { textOf } from '../evaluate/words.ts'
import { dotted, isTable, type Path, type TomlTable, type TomlValue } from '../toml/parse-toml.ts'
import { type Add, type Effect, type Explainer, type Explainers, listed, short, tableOf, textsOf } from './explainer.ts'

/** For each switch: the effect and sentence of `true`, and those of `false`. */
type Switches = Readonly<Record<string, [Effect, string, Effect, string]>>
const switches: Switches = {
  allow_managed_hooks_only: [
    'limits',
    'Only hooks of this policy run; those of users, projects and plugins are ignored.',
    'allows',
    'Hooks of users, projects and plugins run too.',
  ],
  allow_login_shell: ['allows', 'Commands may run in a login shell.', 'limits', 'Commands never run in a login shell.'],
  check_for_update_on_startup: [
    'sets',
    'The client looks for updates when it starts.',
    'sets',
    'The client does not look for updates.',
  ],
  unsafe_enforce_sqlite_journal_mode: [
    'sets',
    'The journal mode of the client’s database is forced.',
    'sets',
    'The journal mode of the client’s database is left alone.',
  ],
  allow_browser_and_computer_use: [
    'allows',
    'Browser and computer use are allowed.',
    'limits',
    'Browser and computer use are switched off.',
  ],
  allow_appshots: ['allows', 'Apps may be captured.', 'limits', 'Apps may not be captured.'],
  allow_remote_control: [
    'allows',
    'The client may be controlled from elsewhere.',
    'limits',
    'The client may not be controlled from elsewhere.',
  ],
  'feedback.enabled': ['allows', 'Users may send feedback to the vendor.', 'limits', 'Users cannot send feedback to the vendor.'],
  'computer_use.allow_locked_computer_use': [
    'allows',
    'The computer may be used while it is locked.',
    'limits',
    'The computer is not used while it is locked.',
  ],
  'computer_use.allow_persistent_approval': [
    'allows',
    'Approvals for apps may be kept.',
    'limits',
    'Approvals for apps are asked for each time.',
  ],
  'browser_use.allow_history_access': [
    'allows',
    'The agent may read the browser’s history.',
    'limits',
    'The agent may not read the browser’s history.',
  ],
  'browser_use.allow_global_persistent_approval': [
    'allows',
    'An approval may be kept for all sites.',
    'limits',
    'No approval is kept for all sites.',
  ],
  'browser_use.allow_webmcp': [
    'allows',
    'Sites may offer tools to the agent.',
    'limits',
    'Sites may not offer tools to the agent.',
  ],
  'browser_use.disable_auto_review': [
    'limits',
    'The automatic reviewer does not decide about sites.',
    'allows',
    'The automatic reviewer may decide about sites.',
  ],
  'in_app_browser.allow_external_browser_settings_import': [
    'allows',
    'Settings of other browsers may be imported.',
    'limits',
    'Settings of other browsers are not imported.',
  ],
  'application.network.enabled': [
    'limits',
    'The desktop app reaches only the hosts that are named; this cuts the command-line client off.',
    'no_effect',
    'The network rules of the desktop app are switched off.',
  ],
  'otel.log_user_prompt': [
    'sets',
    'Telemetry contains what users write.',
    'sets',
    'Telemetry does not contain what users write.',
  ],
  'otel.log_agent_responses': [
    'sets',
    'Telemetry contains what the agent answers.',
    'sets',
    'Telemetry does not contain what the agent answers.',
  ],
}

/** Settings of a text or a number, with what they say. */
const settings: Readonly<Record<string, [Effect, (value: string) => string]>> = {
  guardian_policy_config: ['sets', (text) => `The automatic reviewer is told: ${text}.`],
  guardian_extra_policy: ['sets', (text) => `The automatic reviewer is told as well: ${text}.`],
  additional_developer_instructions: ['sets', (text) => `Every session is told: ${text}.`],
  model_provider: ['limits', (name) => `Every session uses the model provider ${name}, whatever users configure.`],
  enforce_residency: ['limits', (place) => `Requests must be processed in the ${place.toUpperCase()}.`],
  sqlite_home: ['sets', (path) => `The client keeps its database in ${path}.`],
  log_dir: ['sets', (path) => `The client writes logs to ${path}.`],
  model_catalog_json: ['sets', (path) => `The client reads its models from ${path}; where that is missing it does not start.`],
  'models.new_thread.model': ['sets', (name) => `New threads begin with the model ${name}; users may change it.`],
  'models.new_thread.model_reasoning_effort': [
    'sets',
    (effort) => `New threads begin with ${effort} reasoning effort; users may change it.`,
  ],
  'models.new_thread.service_tier': ['sets', (tier) => `New threads begin with the service tier ${tier}; users may change it.`],
  'computer_use.default_app_access': ['limits', (access) => `Apps that are not named: ${access}.`],
  'application.storage.default_project_parent': ['sets', (path) => `The desktop app makes projects below ${path}.`],
  'application.storage.projectless_workspace_root': ['sets', (path) => `The desktop app works without a project in ${path}.`],
}

/** What `true` and what `false` of a switch does. */
export const switchEffects = (key: string): [Effect, Effect] | undefined => {
  const known = Object.hasOwn(switches, key) ? switches[key] : undefined
  return known && [known[0], known[2]]
}

/** Walks a key down to the values it has words for; the rest is said as it is written. */
const walk =
  (key: string): Explainer =>
  (value, add) =>
    say(value, [key], add)

function say(value: TomlValue, path: Path, add: Add): void {
  const name = dotted(path)
  const known = Object.hasOwn(switches, name) ? switches[name] : undefined
  const text = Object.hasOwn(settings, name) ? settings[name] : undefined
  if (known && typeof value === 'boolean') add(path, value ? known[0] : known[2], value ? known[1] : known[3])
  else if (text && typeof value === 'string') {
    const blank = name.startsWith('guardian') && value.trim() === ''
    add(path, blank ? 'no_effect' : text[0], blank ? `${name} is blank: the client ignores it.` : text[1](sentence(value)))
  } else if (isTable(value) && !exporters.includes(name)) {
    for (const [key, item] of Object.entries(value)) say(item, [...path, key], add)
  } else if (value === 'allow' || value === 'deny') {
    add(path, value === 'deny' ? 'limits' : 'allows', `${path.slice(1).join(', ')}: ${value}.`)
  } else add(path, 'sets', `${name} is set to ${shownValue(value)}.`)
}

const exporters = ['otel.exporter', 'otel.trace_exporter', 'otel.metrics_exporter']
const sentence = (text: string) => short(text.trim().replace(/\s+/g, ' ').replace(/\.$/, ''), 200)

/** A value in a few words. */
export function shownValue(value: TomlValue): string {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string') ? listed(value) : `${value.length} entries`
  if (isTable(value))
    return `{ ${listed(Object.entries(value).map(([key, item]) => `${key} = ${isTable(item) ? shownValue(item) : short(textOf(item), 60)}`))} }`
  return typeof value === 'string' ? short(value) : textOf(value)
}

function explainFeatures(value: TomlValue, add: Add): void {
  for (const [name, on] of Object.entries(tableOf(value))) {
    const today = legacyFeatures.get(name) ?? name
    if (!knownFeatures.has(today)) {
      const why = removedFeatures.has(name) ? 'no longer exists' : 'is unknown to the client'
      add(['features', name], 'no_effect', `The feature ${short(name, 60)} ${why}: pinning it changes nothing.`)
    } else
      add(
        ['features', name],
        on === true ? 'sets' : 'limits',
        `The feature ${today} is ${on === true ? 'on' : 'off'}, and users cannot change that.`,
      )
  }
}

function explainProviders(value: TomlValue, add: Add): void {
  for (const [name, provider] of Object.entries(tableOf(value))) {
    const url = tableOf(provider).base_url
    const where = typeof url === 'string' ? ` at ${short(url)}` : ''
    add(['model_providers', name], 'sets', `Defines the model provider ${name}${where}, over what users define under that name.`)
  }
}

function explainReview(value: TomlValue, add: Add): void {
  const { required_on_models: models, ignore_rules: rules }: TomlTable = tableOf(value)
  if (models !== undefined) {
    add(
      ['auto_review', 'required_on_models'],
      'limits',
      `The automatic reviewer is required on the models ${listed(textsOf(models))}.`,
    )
  }
  if (rules !== undefined)
    add(['auto_review', 'ignore_rules'], 'sets', `The automatic reviewer leaves out the rules ${listed(textsOf(rules))}.`)
}

const walked = [
  'allow_managed_hooks_only',
  'allow_login_shell',
  'check_for_update_on_startup',
  'unsafe_enforce_sqlite_journal_mode',
  'allow_browser_and_computer_use',
  'allow_appshots',
  'allow_remote_control',
  'feedback',
  'computer_use',
  'browser_use',
  'in_app_browser',
  'application',
  'otel',
  'guardian_policy_config',
  'guardian_extra_policy',
  'additional_developer_instructions',
  'model_provider',
  'enforce_residency',
  'sqlite_home',
  'log_dir',
  'model_catalog_json',
  'models',
] as const

/** Switches, texts and settings. */
export const explainSwitches: Explainers = {
  ...Object.fromEntries(walked.map((key) => [key, walk(key)])),
  features: explainFeatures,
  model_providers: explainProviders,
  auto_review: explainReview,
}
