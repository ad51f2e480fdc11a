export { policyExports } from './exports.routes.ts'
