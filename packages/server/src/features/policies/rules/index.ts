export { rules } from './rules.routes.ts'
export { replaceRules } from './rules.ts'
