export { type Bundle, composeBundle, type Fragment } from './bundle/bundle.ts'
export { type EffectiveEntry, effectiveRequirements } from './bundle/effective-requirements.ts'
export { readRequirement } from './bundle/read-requirement.ts'
export { type PolicyTemplate, policyTemplates } from './catalog/policy-templates.ts'
export { type RequirementKeyInfo, requirementKeys } from './catalog/requirement-keys.ts'
export { checkBundle, checkDefaults, checkPolicy } from './check/check-bundle.ts'
export { knownFeatures, legacyFeatures } from './check/feature-names.ts'
export type { Change } from './diff/change.ts'
export { diffPolicies, type PolicyDiff } from './diff/diff.ts'
export { evaluate } from './evaluate/evaluate.ts'
export type { Answer, Decision, Question } from './evaluate/question.ts'
export type { Place, Subject } from './evaluate/reading.ts'
export { explainPolicy } from './explain/explain.ts'
export type { Explained } from './explain/explainer.ts'
export type { ExportInput, LocalKeys, PolicyExport } from './exports/export-input.ts'
export { type ExportFormat, exportFormats, exportPolicy } from './exports/export-policy.ts'
export { forcedProvider, gatewayProvider } from './exports/forced-provider.ts'
export { readClientView, type Where } from './layers/client-view.ts'
export type { DeviceLayers, Layer, LayerKind, LayerOrder, UnreadableLayer } from './layers/layer.ts'
export type { RequirementInForce } from './layers/requirement-layers.ts'
export { shownRequirements } from './layers/shown-requirements.ts'
export { type ConfigInForce, type Simulation, simulateLayers } from './layers/simulate-layers.ts'
export {
  type Check,
  type ClientVersion,
  type Problem,
  type ProblemCode,
  problemCodes,
  recordedClients,
  type Severity,
  type Verdict,
} from './problem.ts'
export { type ConsideredRule, type Resolution, type RuleRef, type RuleSet, resolvePolicy } from './rules/resolve-policy.ts'
export { hookEvents } from './schema/hooks.ts'
export { requirementFields } from './schema/requirements.ts'
export type { Fields, Shape } from './schema/shape.ts'
export { isTable, type Path, parseToml, type TomlTable, type TomlValue, valueAt } from './toml/parse-toml.ts'
export { type Steps, scanToml, type Visitor } from './toml/scan-toml.ts'
