/** Clients whose verdicts are recorded from the real binary; an unrecorded version is judged like the newest one. */
export const recordedClients = ['0.169.0', '0.130.0'] as const
export type ClientVersion = (typeof recordedClients)[number]

export type Severity = 'error' | 'warning' | 'info'

/** One finding about a document. Lines and columns count from 1, columns in UTF-16 units; the end is exclusive. */
export interface Problem {
  severity: Severity
  code: ProblemCode
  message: string
  fix?: string
  line: number
  column: number
  endLine?: number
  endColumn?: number
  /** Dotted key, `rules.prefix_rules[0].decision`. */
  key?: string
  /** Id of the bundle fragment the position belongs to. */
  fragment?: string
}

/** `refused`: the client does not start. `breaks_sessions`: it starts, but no session works. */
export type Verdict = 'accepted' | 'breaks_sessions' | 'refused'

export interface Check {
  verdict: Verdict
  problems: Problem[]
}

/** The closed list of problem codes. */
export const problemCodes = [
  'toml_syntax',
  'toml_too_deep',
  'type_mismatch',
  'missing_field',
  'unknown_value',
  'out_of_range',
  'unknown_key',
  'unknown_key_refused',
  'misplaced_key',
  'cloud_ignored_key',
  'local_only_key',
  'empty_list',
  'sandbox_needs_read_only',
  'feature_unknown',
  'feature_spelled_twice',
  'feature_legacy_name',
  'network_mixed_lists',
  'network_pattern_refused',
  'network_pattern_breaks',
  'network_not_enabled',
  'network_wide_open',
  'network_allows_other_way_out',
  'rule_empty',
  'rule_decision_missing',
  'rule_decision_allow',
  'rule_pattern',
  'rule_blank_token',
  'rule_word_with_blank',
  'rule_field_ignored',
  'hook_breaks',
  'hook_directory',
  'hook_event_unknown',
  'mcp_identity',
  'mcp_regex',
  'mcp_none_allowed',
  'permission_profile',
  'permission_default',
  'permission_path',
  'deny_read_path',
  'path_not_effective',
  'path_relative',
  'path_must_exist',
  'model_provider_unknown',
  'model_provider_reserved',
  'model_provider_invalid',
  'instructions_too_long',
  'auto_review_model',
  'windows_sandbox',
  'otel_exporter',
  'application_domain',
  'application_path',
  'application_network_blocks_client',
  'marketplace_source',
  'browser_origin',
  'guardian_blank',
  'access_unrestricted',
  'client_too_old',
  'client_unrecorded',
  'fragment_shape',
  'needs_local_profile',
  'unusual_form',
  'defaults_value',
  'defaults_clamped',
  'more_problems',
] as const
export type ProblemCode = (typeof problemCodes)[number]
