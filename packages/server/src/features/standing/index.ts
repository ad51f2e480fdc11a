export { toControls } from './controls.ts'
export { type Ask, type Decision, mayUse } from './entitlement.ts'
export type {
  ExceptionStanding,
  GrantStanding,
  MemberStanding,
  PolicyInForce,
  Ruling,
  WorkspaceStanding,
} from './shapes.ts'
export { reached } from './standing.store.ts'
export { openStanding, type Standing } from './standing.ts'
