export { type Ask, type Decision, mayUse } from './entitlement.ts'
export type { GrantStanding, MemberStanding, PolicyInForce, WorkspaceStanding } from './shapes.ts'
export { openStanding, type Standing } from './standing.ts'
