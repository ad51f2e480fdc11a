export { accessTokens } from './access-tokens.routes.ts'
export { lockOwner } from './access-tokens.store.ts'
export { makeToken, revokeToken } from './access-tokens.ts'
export { listAccessTokens } from './access-tokens.views.ts'
