export { asDraft, checkServed, refusalOf, requireServable } from './check-served.ts'
export { forTheRecord, hashTexts, readTextsOf } from './document-text.ts'
export {
  findPolicies,
  getPolicy,
  getVersion,
  insertVersion,
  listPolicies,
  listVersions,
  makeCurrent,
  nextNumbers,
  type PolicyRow,
  readTexts,
  requirePolicyEver,
  type Texts,
  textsOf,
  toAuthor,
  type VersionRow,
} from './documents.store.ts'
export { createPolicy, describePolicy, removePolicy } from './documents.ts'
export { checkOfVersion, checksOfVersions } from './known-checks.ts'
