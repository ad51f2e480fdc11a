export { heldChanges } from './held-changes.routes.ts'
export type { Releasers } from './held-changes.ts'
export type { Operation } from './hold.ts'
export { requireReleased, wouldHold } from './require-released.ts'
