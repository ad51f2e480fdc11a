export { type Comparison, compare, withRuling } from './comparison.ts'
export { impactOf, impactWithNames } from './impact.ts'
export { meaningOf } from './meaning.ts'
export { peopleOf } from './people.ts'
