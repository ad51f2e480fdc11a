export { type Ask, type Decision, mayUse } from './entitlement.ts'
export {
  type GrantStanding,
  type MemberStanding,
  openStanding,
  type PolicyInForce,
  type Standing,
  type WorkspaceStanding,
} from './standing.ts'
