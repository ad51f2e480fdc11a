export { policyCode } from './code.routes.ts'
