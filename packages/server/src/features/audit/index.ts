export { audit } from './audit.routes.ts'
export { runFactChain } from './run-fact-chain.ts'
