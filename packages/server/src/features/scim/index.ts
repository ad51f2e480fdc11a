export { scim } from './scim.routes.ts'
