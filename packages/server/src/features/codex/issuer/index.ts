export { authenticateClient, type ClientCaller, type IssuerApp, type VerifiedTokens } from './access-tokens.ts'
export { openSigningKeys, rotateSigningKey, type SigningKeys } from './signing-keys.ts'
export { sweepExpired } from './sweep.ts'
