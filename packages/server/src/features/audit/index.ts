export { audit } from './audit.routes.ts'
export { forgetNoise } from './audit.store.ts'
export { runFactChain } from './run-fact-chain.ts'
