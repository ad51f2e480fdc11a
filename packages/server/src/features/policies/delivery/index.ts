export { computedFragmentId, gatewayProvider, gatewayUrl } from './computed-requirements.ts'
export { bundleFor, type Delivery } from './delivery.ts'
export { type ServedPolicy, servedBundle } from './served-bundle.ts'
export { type Tally, tallyMembers } from './tally.ts'
