export { ruleReleasers } from './rule-releasers.ts'
export { rules } from './rules.routes.ts'
export { replaceRules } from './rules.ts'
