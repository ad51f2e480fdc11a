export { type Change, type Comparison, compare, withRuling } from './comparison.ts'
export { impactOf } from './impact.ts'
