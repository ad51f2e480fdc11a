export { type InForce, readInForce } from './in-force.ts'
export { readNumberCursor } from './number-cursor.ts'
export {
  findRevision,
  findRevisionInForce,
  listRevisions,
  lockPolicies,
  type Names,
  type RevisionRow,
  readNames,
} from './revisions.store.ts'
export { putInForce } from './revisions.ts'
