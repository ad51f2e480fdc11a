import type { Fragment } from '../bundle/bundle.ts'

/** The places from which a client takes requirements or configuration, lowest first within each (client 0.169.0 §7.1, §8). */
const layerKinds = [
  'default',
  'system_requirements',
  'cloud_requirements',
  'mdm_requirements',
  'system_config',
  'cloud_defaults',
  'user',
  'profile',
  'project',
  'session_flags',
  'managed_config',
  'mdm_config',
] as const
export type LayerKind = (typeof layerKinds)[number]

/** One layer: `name` is what clients call it in their messages. Fragments of the server have an id. */
export interface Layer {
  kind: LayerKind
  name: string
  id?: string
}

/** Everything that a device and its server say, as texts; what is not given is not there. */
export interface DeviceLayers {
  /** /etc/codex/requirements.toml */
  systemRequirements?: string
  /** `requirements_toml` of the bundle, highest priority first. */
  cloudRequirements?: readonly Fragment[]
  /** /etc/codex/managed_config.toml */
  managedConfig?: string
  /** com.openai.codex:requirements_toml_base64, decoded. */
  mdmRequirements?: string
  /** com.openai.codex:config_toml_base64, decoded. */
  mdmConfig?: string
  /** /etc/codex/config.toml */
  systemConfig?: string
  /** `config_toml` of the bundle, highest priority first. */
  cloudDefaults?: readonly Fragment[]
  /** CODEX_HOME/config.toml */
  userConfig?: string
  /** CODEX_HOME/NAME.config.toml, with `-p NAME`. */
  profileConfig?: string
  /** .codex/config.toml of the project. */
  projectConfig?: string
  /** Whether the user trusts the project; it also decides the sandbox that a session starts with. */
  projectTrusted?: boolean
  /** What `-c` and other flags set, as one document. */
  sessionFlags?: string
  /** Name of the device, for `remote_sandbox_config`; without it host entries decide nothing. */
  hostName?: string
}

/**
 * Which requirements beat which. `cloud_below_legacy`: system < cloud < managed_config.toml < MDM, as client 0.169.0 does it.
 * `cloud_first`: managed_config.toml < system < MDM < cloud, which the vendor documented for earlier clients.
 */
export type LayerOrder = 'cloud_below_legacy' | 'cloud_first'

/** A layer with which the client does not start: it cannot be read, or sets what the client no longer takes. */
export interface UnreadableLayer {
  layer: Layer
  line: number
  column: number
  message: string
}
