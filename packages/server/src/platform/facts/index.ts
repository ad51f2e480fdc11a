export { chainFacts, verifyChain } from './chain.ts'
export { type NewFact, record } from './record.ts'
