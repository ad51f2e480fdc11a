export { audit } from './audit.routes.ts'
export { forgetNoise, listFacts } from './audit.store.ts'
export { startExport } from './export.ts'
export { runFactChain } from './run-fact-chain.ts'
