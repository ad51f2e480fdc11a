export { type Bundle, composeBundle, type Fragment } from './bundle/bundle.ts'
export { type EffectiveEntry, effectiveRequirements } from './bundle/effective-requirements.ts'
export { readRequirement } from './bundle/read-requirement.ts'
export { type PolicyTemplate, policyTemplates } from './catalog/policy-templates.ts'
export { type RequirementKeyInfo, requirementKeys } from './catalog/requirement-keys.ts'
export { checkBundle, checkPolicy } from './check/check-bundle.ts'
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
