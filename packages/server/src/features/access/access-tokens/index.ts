export { accessTokens } from './access-tokens.routes.ts'
