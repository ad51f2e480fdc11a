export { adminKeys } from './admin-keys.routes.ts'
export { createKey } from './admin-keys.ts'
