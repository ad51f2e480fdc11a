export {
  computedFragmentId,
  computedRequirements,
  forcedProvider,
  gatewayClientId,
  gatewayProvider,
} from './computed-requirements.ts'
export { type Decision, decide, policyFor } from './decide.ts'
export { bundleFor, type Delivery } from './delivery.ts'
export { firstMatch } from './first-match.ts'
export { defaultsFragmentId, type ServedPolicy, servedBundle } from './served-bundle.ts'
export { type Tally, tallyMembers } from './tally.ts'
