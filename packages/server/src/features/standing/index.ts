export { knownPermissions, loadAccessSubjects, loadAccessWorlds } from './access.store.ts'
export {
  type AccessDecision,
  type AccessSubject,
  type AccessWorld,
  decideAccess,
  defaultRoleOf,
  groupGives,
  hasCustomRole,
  permissionsOf,
  type Source,
  toggleOf,
  unchangedWorld,
} from './access.ts'
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
