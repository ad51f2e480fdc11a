export {
  authenticateClient,
  type ClientCaller,
  type IssuerApp,
  mintTokens,
  presentedBy,
  type VerifiedTokens,
} from './access-tokens.ts'
export { approvals } from './approvals.routes.ts'
export { type AtTokens, newAtToken, openAtTokens } from './at-tokens.ts'
export { clients } from './clients.routes.ts'
export type { GrantUses } from './grant-uses.ts'
export { insertGrant, markEnded } from './grants.store.ts'
export { issuer } from './issuer.routes.ts'
export { openSigningKeys, rotateSigningKey, type SigningKeys } from './signing-keys.ts'
export { sweepExpired } from './sweep.ts'
export { countUnknownTokens, type UnknownTokens } from './unknown-tokens.ts'
