export { type Change, type Comparison, compare, withRuling } from './comparison.ts'
export { findGroupNames } from './impact.store.ts'
export { impactOf } from './impact.ts'
export { meaningOf } from './meaning.ts'
