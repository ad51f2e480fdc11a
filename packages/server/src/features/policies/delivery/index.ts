export { computedFragmentId, forcedProvider, gatewayProvider } from './computed-requirements.ts'
export { bundleFor, type Delivery } from './delivery.ts'
export { type ServedPolicy, servedBundle } from './served-bundle.ts'
export { type Tally, tallyMembers } from './tally.ts'
