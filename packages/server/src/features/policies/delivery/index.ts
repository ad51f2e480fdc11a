export { computedFragmentId, gatewayProvider, gatewayUrl } from './computed-requirements.ts'
export { bundleFor, type Delivery, deliveryFor } from './delivery.ts'
export { type ServedPolicy, servedBundle } from './served-bundle.ts'
