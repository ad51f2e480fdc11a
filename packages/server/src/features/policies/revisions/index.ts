export { type InForce, readInForce } from './in-force.ts'
export { inWords } from './in-words.ts'
export { readNumberCursor } from './number-cursor.ts'
export {
  findRevision,
  findRevisionInForce,
  findRevisionOnItsWay,
  listRevisions,
  lockPolicies,
  type Names,
  type RevisionRow,
  readNames,
} from './revisions.store.ts'
export { addRevision, enforceRevision } from './revisions.ts'
export { readRuling } from './ruling.ts'
