export { knownPermissions, loadAccessSubjects, loadAccessWorlds } from './access.store.ts'
export {
  type AccessDecision,
  type AccessSubject,
  type AccessWorld,
  administers,
  bringersOf,
  type CustomRole,
  decideAccess,
  groupGives,
  heldRoleIds,
  permissionsOf,
  type Source,
  toggleFor,
  unchangedWorld,
  waysToRoles,
} from './access.ts'
export { type AccessComparison, compareAccess } from './compare-access.ts'
export { toControls } from './controls.ts'
export { type Ask, type Decision, mayUse } from './entitlement.ts'
export { sayAccess, saySource } from './say-access.ts'
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
